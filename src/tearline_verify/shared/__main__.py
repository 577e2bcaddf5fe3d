"""``python -m tearline_verify.shared EDITION --hidden FILE``: the leak scan as a command.

Promises: what ``run`` promises. Does not add anything to it.
"""

from __future__ import annotations

import sys

from tearline_verify.shared.run import main

if __name__ == "__main__":
    sys.exit(main())
