"""The command line, one module for each noun that has more than a word to say."""
