"""Pictures: what people show of their screen or their papers, made anew by the service so that only pixels are left of a file."""
