import type { RemedyWithCodes } from './health-codes.ts';

/**
 * The print errors of these printers whose meaning is published, in our own words. DATA: `printer-errors.ts` reads it. `07uu` stands for any AMS
 * unit (of the AMS, the AMS lite and the AMS HT alike), `07FF` for the spool at the back. Below 8000h the print has ended, below C000h it
 * is paused, and above it goes on.
 */
export const PRINT_ERROR_CODES: readonly RemedyWithCodes[] = [
  {
    remedy: 'Nothing is wrong.',
    codes: { '0300_400C': 'The print was cancelled.', '0500_400E': 'The print was cancelled.' },
  },
  {
    remedy: 'Take away what hinders the axis, clean plate and nozzle, and print again.',
    codes: {
      '0300_4000': 'The Z axis could not be homed.',
      '0300_4002': 'The bed could not be levelled.',
      '0300_4009': 'The head could not be homed.',
      '0300_400A': 'The vibrations could not be measured.',
      '0300_4068': 'A motor skipped a step while it was measured.',
    },
  },
  {
    remedy: 'Let the printer cool down, then print again.',
    codes: {
      '0300_4001': 'The nozzle did not cool down in time before homing.',
      '0300_404D': 'Nozzle, bed or chamber is too hot for a start.',
      '0300_8062': 'The chamber is too hot: the room may be too warm.',
      '0300_8063': 'The chamber is too hot: open the door and the top.',
      '0300_8064': 'The chamber is too hot: open the door and the top.',
    },
  },
  {
    remedy: 'Let it cool down and check heater, sensor and plug of the hot end.',
    codes: {
      '0300_4003': 'The nozzle did not keep its temperature.',
      '0300_8008': 'The nozzle does not keep its temperature.',
      '0300_806E': 'The nozzle does not keep its temperature.',
    },
  },
  {
    remedy: 'Switch the printer off and let it cool; check power supply, heater and cable of the bed.',
    codes: {
      '0300_4004': 'The bed did not keep its temperature.',
      '0300_8009': 'The bed does not keep its temperature.',
      '0300_806F': 'The bed heats abnormally.',
    },
  },
  {
    remedy: 'Free the fan from filament, or check its plug.',
    codes: {
      '0300_4005': 'The fan of the hot end does not turn as it should.',
      '0300_8010': 'The fan of the hot end does not turn as it should.',
    },
  },
  {
    remedy: 'Heat the nozzle and clear it, or put in another one; then resume or print again.',
    codes: {
      '0300_4006': 'The nozzle is clogged.',
      '0300_800A': 'Filament piles up at the nozzle or in the chute.',
      '0300_800D': 'The extruder does not extrude properly, or an object came off.',
      '0300_8014': 'The nozzle is wrapped in filament, or the plate lies askew.',
      '0300_8016': 'The nozzle is clogged.',
      '0300_801A': 'The filament is not extruded.',
      '0300_801C': 'The extruder pushes too hard: it may be clogged.',
      '0300_801E': 'The motor of the extruder is overloaded: it may be clogged.',
      '0C00_803F': 'The camera sees filament around the nozzle.',
      '0C00_8040': 'The camera sees that nothing is extruded.',
      '07uu_8007': 'The filament could not be extruded.',
      '07uu_8016': 'The extruder does not extrude properly.',
    },
  },
  {
    remedy: 'Install the nozzle that the file was sliced for, or slice it again.',
    codes: {
      '0300_4020': 'Whether there is a nozzle could not be found out.',
      '0300_8021': 'The nozzle is not installed, or not properly.',
      '0500_4038': 'The file is for another diameter of the nozzle.',
      '0500_8053': 'The nozzles are other ones than the file was sliced for.',
      '05FE_8053': 'The left nozzle is another one than the file was sliced for.',
      '05FF_8053': 'The right nozzle is another one than the file was sliced for.',
      '0500_8080': 'Both hot ends are missing.',
      '0500_8081': 'Both hot ends are missing.',
      '05FE_8080': 'The left hot end is missing.',
      '05FE_8081': 'The left hot end is missing.',
      '05FF_8080': 'The right hot end is missing.',
      '05FF_8081': 'The right hot end is missing.',
    },
  },
  {
    remedy: 'Type the kind of the hot end at the printer’s screen.',
    codes: {
      '0500_8069': 'The printer does not recognise its hot ends.',
      '0500_806A': 'The printer does not recognise its hot ends.',
      '05FE_8069': 'The printer does not recognise its left hot end.',
      '05FE_806A': 'The printer does not recognise its left hot end.',
      '05FF_8069': 'The printer does not recognise its right hot end.',
      '05FF_806A': 'The printer does not recognise its right hot end.',
    },
  },
  {
    remedy: 'Switch the printer off and on; if it returns, ask its maker.',
    codes: {
      '0300_400B': 'Two boards of the printer do not understand each other.',
      '0300_400E': 'A motor failed its own test.',
      '0300_4010': 'The distance of the nozzles could not be measured.',
      '0300_4011': 'The flow could not be calibrated.',
      '0300_4066': 'The precision of motion could not be calibrated.',
      '0300_4067': 'The precision of motion is out of bounds.',
      '0300_8018': 'The chamber does not keep its temperature.',
      '0300_801D': 'The position sensor of the extruder’s motor is out of order.',
      '0300_8041': 'The plate could not be looked for in time.',
      '0300_8046': 'Things on the bed could not be looked for in time.',
      '0300_8061': 'The flap of the air does not move.',
      '0300_8065': 'The motion controller is too hot.',
      '0500_4008': 'The print could not be started.',
      '0500_400D': 'The printer wants to test itself before it prints.',
      '0500_402D': 'The printer’s system had an error.',
    },
  },
  {
    remedy: 'Decide at the printer’s screen whether it goes on.',
    codes: {
      '0300_400D': 'The print could not go on after the loss of power.',
      '0300_8007': 'The print was broken off by a loss of power.',
    },
  },
  {
    remedy: 'Look at its screen, then resume.',
    codes: { '0300_8000': 'The print was paused for a reason that the printer does not name.' },
  },
  {
    remedy: 'Resume when it may go on.',
    codes: {
      '0300_8001': 'The print was paused by a person, or by the file.',
      '0300_8013': 'The print was paused by a person.',
    },
  },
  {
    remedy: 'Look at the print: resume when it is good enough, else cancel.',
    codes: {
      '0300_8002': 'The first layer is bad.',
      '0300_8003': 'The camera sees spaghetti.',
      '0300_800C': 'A motor skipped a step, and the printer has corrected itself.',
      '0C00_8001': 'The first layer is bad.',
      '0C00_8002': 'The camera sees spaghetti.',
      '0C00_8042': 'The camera sees spaghetti.',
      '0C00_C003': 'The first layer may be bad.',
      '0C00_C004': 'The camera may see spaghetti.',
    },
  },
  {
    remedy: 'Load new filament, then resume.',
    codes: {
      '0300_8004': 'The filament ran out.',
      '0300_8015': 'The filament of the spool at the back ran out.',
      '07FF_8011': 'The filament of the spool at the back ran out.',
    },
  },
  {
    remedy: 'Put it on again, then resume.',
    codes: { '0300_8005': 'The front cover of the tool head fell off.' },
  },
  {
    remedy: 'Lay the right plate down straight, with its mark towards the front, then resume.',
    codes: {
      '0300_8006': 'The mark of the build plate was not found.',
      '0300_8011': 'The build plate is another one than the file was sliced for.',
      '0300_8019': 'There is no build plate.',
      '0300_8049': 'The build plate does not fit.',
      '0500_8051': 'The build plate is another one than the file was sliced for.',
      '0500_8061': 'There is no build plate.',
      '0500_8062': 'The printer does not know the build plate.',
      '0C00_8009': 'The mark of the build plate was not found.',
      '0C00_800A': 'The build plate is another one than the file was sliced for.',
      '0C00_800B': 'The mark of the bed was not found.',
    },
  },
  {
    remedy: 'Clear it, then resume.',
    codes: {
      '0300_8017': 'Something lies on the bed.',
      '0500_806E': 'Something lies on the bed.',
      '0C00_8005': 'Purged filament has piled up in the chute, and the head may hit it.',
      '0C00_8015': 'Something lies on the bed.',
      '0C00_8017': 'Something lies on the bed.',
      '0C00_C006': 'Purged filament may have piled up in the chute.',
    },
  },
  {
    remedy: 'Pull the cutter’s handle out and look at its blade, then resume.',
    codes: {
      '0300_800B': 'The filament cutter is stuck.',
      '07uu_8001': 'The filament could not be cut.',
      '07uu_8002': 'The filament cutter is stuck.',
    },
  },
  {
    remedy: 'Close it, then resume.',
    codes: {
      '0300_404B': 'The front door or the top was open.',
      '0300_800F': 'The door is open.',
      '0300_8042': 'The door or the top is open.',
      '0500_4012': 'The door is open.',
    },
  },
  {
    remedy: 'Get help and cut the power; open nothing before it is out.',
    codes: { '0300_8044': 'The printer sees fire in its chamber.' },
  },
  {
    remedy: 'Take the laser or the cutter off the tool head, and print again.',
    codes: {
      '0300_804E': 'A print cannot run with the laser or the cutter on the tool head.',
      '0500_4039': 'This print cannot run with the laser or the cutter on the tool head.',
      '0500_4070': 'A print cannot run with the laser or the cutter connected.',
      '0500_C036': 'A print cannot run with the laser or the cutter on the tool head.',
    },
  },
  {
    remedy: 'Print it again under a plainer name.',
    codes: {
      '0500_4002': 'The printer cannot use the name or the place of the file.',
      '0500_400A': 'The printer cannot use the name of the file.',
    },
  },
  {
    remedy: 'Slice it again for this very model of printer.',
    codes: {
      '0500_4003': 'The printer cannot read the file.',
      '0500_4014': 'The file could not be sliced.',
      '0500_4037': 'The file is for another model of printer.',
      '0500_8036': 'The file may be for another model of printer.',
    },
  },
  {
    remedy: 'Wait for the end of what it does, then print again.',
    codes: {
      '0300_4013': 'The AMS dries its filament.',
      '0500_4004': 'The printer is busy and takes no new print.',
      '0500_4005': 'The printer updates its firmware.',
      '0500_4007': 'The printer must be updated before it prints.',
      '0500_4009': 'The printer writes its logs.',
      '0500_C07F': 'The printer is busy.',
      '0502_4007': 'Filament is still being loaded or unloaded.',
      '0502_4008': 'The nozzle is still being cleaned by a cold pull.',
      '07uu_8017': '{ams} dries its filament.',
    },
  },
  {
    remedy: 'Insert the card anew, or another one formatted by the printer.',
    codes: {
      '0300_800E': 'The file is not there any more: the memory card may have been taken out.',
      '0500_4006': 'The memory of the printer is full.',
      '0500_400C': 'There is no memory card.',
      '0500_4015': 'The memory card is full.',
      '0500_402E': 'The memory card is formatted in a way that the printer cannot read.',
      '0500_402F': 'The memory card is damaged.',
      '0500_8013': 'The file is not there any more: the memory card may have been taken out.',
      '0500_C010': 'The printer cannot read its memory card.',
    },
  },
  {
    remedy: 'Prints from Croft do not need the cloud. Check the printer’s network if it is used.',
    codes: {
      '0500_4001': 'The printer does not reach the cloud.',
      '0500_400B': 'The printer could not fetch a file.',
      '0500_403F': 'The printer could not fetch a print.',
    },
  },
  {
    remedy: 'Update the firmware of the printer and its AMS; use accessories of its maker.',
    codes: {
      '0500_4031': 'The printer does not accept one of its accessories.',
      '0500_4033': 'The printer does not accept its AMS.',
      '0502_4006': 'The printer does not know one of its modules.',
    },
  },
  {
    remedy: 'Set the AMS up at the printer’s screen.',
    codes: {
      '0502_4005': 'The AMS is not calibrated.',
      '07uu_8021': '{ams} could not be set up.',
      '07FF_8021': 'The AMS could not be set up.',
    },
  },
  {
    remedy: 'Free the spool and the end of the filament, look into the tube, then resume.',
    codes: {
      '0300_4008': 'The AMS could not change the filament.',
      '07uu_8003': 'The filament could not be drawn out of the extruder: it may be broken or clogged.',
      '07uu_8004': '{ams} could not draw the filament back.',
      '07uu_8005': '{ams} could not feed the filament out.',
      '07uu_8006': '{ams} cannot feed the filament into the extruder.',
      '07uu_800A': 'The tube between {ams} and the extruder has come off.',
      '07uu_8013': 'The old filament could not be pushed out in time.',
      '07uu_8014': 'Where the filament in the tool head is could not be found out.',
      '07uu_8015': 'The filament could not be drawn out of the tool head.',
      '07FF_8003': 'The filament of the spool at the back could not be drawn out of the extruder.',
      '07FF_8013': 'The old filament could not be pushed out in time.',
      '07FF_C003': 'The filament of the spool at the back is to be pulled out.',
      '07FF_C006': 'The filament of the spool at the back is to be pushed in.',
      '07FF_C008': 'The filament of the spool at the back is to be pulled out.',
      '07FF_C009': 'The filament of the spool at the back is to be pushed in.',
      '07FF_C00A': 'The printer asks whether the filament came out of the nozzle.',
    },
  },
  {
    remedy: 'See that the spool turns freely, then resume.',
    codes: { '07uu_8010': 'The motor of {ams} is overloaded.' },
  },
  {
    remedy: 'Put a new spool into the same slot, then resume.',
    codes: { '07uu_8011': 'The filament in {ams} ran out.' },
  },
  {
    remedy: 'Set “Filament comes from” in its settings here, and print again.',
    codes: {
      '07uu_8012': 'The printer has no table of which filament comes from where.',
      '07FF_8012': 'The printer has no table of which filament comes from where.',
    },
  },
  {
    remedy: 'Unload the filament at the printer’s screen.',
    codes: { '07uu_4001': 'The AMS is switched off, and its filament is still loaded.' },
  },
  {
    remedy: 'The slot prints all the same; type its material at the printer’s screen.',
    codes: { '07uu_4025': 'The tag of a spool in {ams} cannot be read.' },
  },
  {
    remedy: 'Open the door of the chamber.',
    codes: { '1000_C001': 'The bed is hot enough to clog the nozzle with this filament.' },
  },
  {
    remedy: 'Use a hardened nozzle.',
    codes: { '1000_C002': 'Filament with fibres wears the steel nozzle out.' },
  },
  {
    remedy: 'Let the print go on, or record no timelapse.',
    codes: {
      '1000_C003': 'The timelapse of this print may leave marks.',
      '1001_4001': 'No timelapse is recorded of a vase.',
      '1001_4002': 'No timelapse is recorded of a print object by object.',
    },
  },
];
