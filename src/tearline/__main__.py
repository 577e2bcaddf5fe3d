"""Let ``python -m tearline`` be the command line."""

from tearline.cli import main

if __name__ == "__main__":
    main()
