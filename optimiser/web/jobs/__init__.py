"""Work that takes longer than a page may: asked for by the pages, done in processes of its own."""
