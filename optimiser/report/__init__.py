"""Results for readers: figures, and the folder that a study leaves. Matplotlib is loaded when a figure is made."""
