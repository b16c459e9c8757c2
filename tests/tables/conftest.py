"""Makes the helpers in this folder importable by name from its tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
