import assert from "node:assert/strict";
import { test } from "node:test";
import { asKey, withoutRows } from "./fields.ts";
import { withoutRank } from "./open/describe.ts";

test("a number between two delimiters is a row's, and goes", () => {
  for (const [name, key] of [
    ["rows[3].iban", "rows[#].iban"], ["revenus[0].montant", "revenus[#].montant"], ["items-2-name", "items-#-name"],
    ["form-12-adresse", "form-#-adresse"], ["0.nom", "#.nom"], ["a[1][2][b]", "a[#][#][b]"], ["lignes.10.taux", "lignes.#.taux"],
  ]) assert.equal(withoutRows(name!), key);
});

test("a number that tells one field from another stays", () => {
  for (const name of ["adresse1", "adresse2bis", "question_12", "input_1", "ligne-7", "h2o.taux", "cerfa12345", "été2026[x]", "nir"]) assert.equal(withoutRows(name), name);
});

test("a key holds nothing that would end it in a link, and is no longer than the service allows", () => {
  assert.equal(asKey("Numéro de passeport"), "Numéro-de-passeport");
  assert.equal(asKey("a(b)<c>\"d`e\\f\u0007g"), "a-b-c-d-e-f-g");
  assert.equal(asKey("e\u0301"), "\u00e9", "composed, as the service keeps it");
  assert.equal(asKey("x".repeat(300)).length, 120);
  assert.equal(asKey("rows[#].iban"), "rows[#].iban");
});

test("a row's label names its column", () => {
  for (const [label, column] of [
    ["Montant, ligne 3", "Montant"], ["Montant (ligne 12)", "Montant"], ["Salaire 2", "Salaire"], ["Enfant n° 1 : prénom", "Enfant n° 1 : prénom"], ["Montant", "Montant"],
  ]) assert.equal(withoutRank(label!), column);
});
