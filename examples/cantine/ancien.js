/* What many old sites still load: helpers hung upon the language itself, and a name given to the window.
   Kept as it was written then; whoever shares the page must live with it. */
Array.prototype.each = function (visit) {
  for (var i = 0; i < this.length; i++) visit(this[i], i);
  return this;
};
Array.prototype.dernier = function () {
  return this[this.length - 1];
};

window.name = "cantine";

function texteOuVide(champ) {
  return champ && champ.value ? champ.value : "";
}
