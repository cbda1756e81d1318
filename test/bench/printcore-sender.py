"""
Feeds a printer from a file with printcore of Printrun, a host that many people print with: printcore-sender.py <tty> <file> <baud>.
Printrun is no part of Croft (its licence is another one): whoever has it installed may measure beside it.
"""

import sys
import time

from printrun import gcoder
from printrun.printcore import printcore

path, file, baud = sys.argv[1:]
with open(file, encoding="utf-8") as text:
    lines = gcoder.LightGCode([line.strip() for line in text])
core = printcore()
core.connect(path, int(baud))
while not core.online:
    time.sleep(0.01)
core.startprint(lines)
while core.printing:
    time.sleep(0.05)
core.disconnect()
