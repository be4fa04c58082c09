"""Pages as agents keep them: renamed, merged, split, and threads put where they belong. Old addresses lead to the new place."""
