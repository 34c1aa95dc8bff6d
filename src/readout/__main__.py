"""`python -m readout` does what the command `readout` does, also where no script folder is on the path."""

from readout.cli import main

if __name__ == "__main__":
    main()
