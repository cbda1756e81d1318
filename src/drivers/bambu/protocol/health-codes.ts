/**
 * The health messages (HMS) of these printers whose meaning is published, in our own words. DATA: `printer-errors.ts` reads it.
 *
 * A code is `MMuu_PPpp_LLLL_EEEE`: module and its unit, part, level, error. `uu` stands for any AMS unit (of the AMS, the AMS lite and the
 * AMS HT alike), `s` for any slot of it, `07FF` for the spool at the back; `{ams}` and `{slot}` are named as the printer’s page names them.
 */
export interface RemedyWithCodes {
  readonly remedy: string;
  readonly codes: Readonly<Record<string, string>>;
}

const CHECK_BED =
  'Switch the printer off and let it cool; check cable, plug and heater of the bed before it heats again.';
const CHECK_NOZZLE = 'Switch the printer off and let it cool; check that the hot end sits firmly and is plugged in.';
const CHECK_MOTOR =
  'Switch the printer off and check the plug of that motor; if the message returns, the motor is broken.';
const LAY_PLATE = 'Take away what lies under the build plate and lay it down straight.';
const NEW_SPOOL = 'Put a new spool into it, then resume.';
const UNTANGLE = 'See that the spool turns freely and the filament is not tangled, then resume.';
const RESTART = 'Switch the printer off and on; if the message returns, ask its maker.';

export const HEALTH_CODES: readonly RemedyWithCodes[] = [
  {
    remedy: CHECK_BED,
    codes: {
      '0300_0100_0001_0001': 'The heater of the bed may be short-circuited.',
      '0300_0100_0001_0002': 'The heater of the bed may be disconnected, or its thermal switch has opened.',
      '0300_0100_0001_0003': 'The bed is too hot.',
      '0300_0100_0001_0006': 'The temperature sensor of the bed may be short-circuited.',
      '0300_0100_0001_0007': 'The temperature sensor of the bed may be disconnected.',
      '0300_0100_0001_0008': 'The bed does not heat as it should: its heater may be broken.',
      '0300_0100_0001_000A': 'The bed’s power board may be broken.',
      '0300_0100_0001_000C': 'The bed has heated at full power for long: its control may be broken.',
      '0300_0100_0001_000D': 'The bed had trouble heating before, and is not heated until that is looked into.',
    },
  },
  {
    remedy: CHECK_NOZZLE,
    codes: {
      '0300_0200_0001_0001': 'The heater of the nozzle may be short-circuited.',
      '0300_0200_0001_0002': 'The heater of the nozzle may be disconnected.',
      '0300_0200_0001_0003': 'The nozzle is too hot.',
      '0300_0200_0001_0006': 'The temperature sensor of the nozzle may be short-circuited.',
      '0300_0200_0001_0007': 'The temperature sensor of the nozzle may be disconnected.',
      '0300_0200_0001_0009': 'The nozzle does not heat: the hot end may not be installed.',
      '0300_0200_0001_000B': 'The nozzle’s temperature is not under control.',
      '0300_1800_0001_0001': 'The force sensor of the extruder feels almost nothing: there may be no nozzle.',
      '0300_1800_0001_0002': 'The force sensor of the extruder is dull: the nozzle may not be installed properly.',
    },
  },
  {
    remedy: 'Let the printer cool; free the fan from filament, or check its plug.',
    codes: {
      '0300_0300_0001_0001': 'The fan of the hot end stands, or turns too slowly.',
      '0300_0300_0002_0002': 'The fan of the hot end turns slowly.',
      '0300_0400_0002_0001': 'The fan that cools the part stands, or turns too slowly.',
      '0300_1700_0001_0001': 'The fan of the hot end stands, or turns too slowly.',
      '0300_1700_0002_0002': 'The fan of the hot end turns slowly.',
    },
  },
  {
    remedy: CHECK_MOTOR,
    codes: {
      '0300_0600_0001_0001': 'Motor A (of the head’s belts) is disconnected or broken.',
      '0300_0600_0001_0002': 'Motor A (of the head’s belts) is short-circuited.',
      '0300_0600_0001_0003': 'Motor A (of the head’s belts) has a wrong resistance.',
      '0300_0700_0001_0001': 'Motor B (of the head’s belts) is disconnected or broken.',
      '0300_0700_0001_0002': 'Motor B (of the head’s belts) is short-circuited.',
      '0300_0700_0001_0003': 'Motor B (of the head’s belts) has a wrong resistance.',
      '0300_0800_0001_0001': 'The motor of the Z axis is disconnected or broken.',
      '0300_0800_0001_0002': 'The motor of the Z axis is short-circuited.',
      '0300_0800_0001_0003': 'The motor of the Z axis has a wrong resistance.',
      '0300_0900_0001_0001': 'The motor of the extruder is disconnected or broken.',
      '0300_0900_0001_0002': 'The motor of the extruder is short-circuited.',
      '0300_0900_0001_0003': 'The motor of the extruder has a wrong resistance.',
      '0300_1D00_0001_0001': 'The position sensor of the extruder’s motor is out of order.',
    },
  },
  {
    remedy: RESTART,
    codes: {
      '0300_0500_0001_0001': 'The driver of the motors is too hot: its heat sink may be loose, or its fan broken.',
      '0300_0F00_0001_0001': 'The accelerometer tells nonsense.',
      '0300_1300_0001_0001': 'The current sensor of motor A is out of order.',
      '0300_1400_0001_0001': 'The current sensor of motor B is out of order.',
      '0300_1500_0001_0001': 'The current sensor of the Z motor is out of order.',
      '0300_1600_0001_0001': 'The current sensor of the extruder’s motor is out of order.',
      '0300_1800_0001_0003': 'The force sensor of the extruder does not answer.',
      '0300_1800_0001_0004': 'The force sensor of the extruder tells nonsense.',
      '0300_1900_0001_0001': 'The eddy current sensor of the Y axis does not answer.',
      '0300_1900_0002_0002': 'The eddy current sensor of the Y axis is dull.',
      '0300_1C00_0001_0001': 'The driver of the extruder’s motor may be short-circuited.',
      '0300_4000_0002_0001': 'Two boards of the printer do not understand each other.',
      '0300_4100_0001_0001': 'The supply voltage is unsteady: the printer has prepared for a loss of power.',
      '0500_0300_0001_0001': 'The motion controller does not work.',
      '0500_0300_0001_0002': 'The tool head’s board does not work.',
      '0500_0300_0001_0003': 'The AMS does not work.',
      '0500_0300_0001_0004': 'The filament buffer’s board does not work.',
      '0500_0300_0001_0005': 'A service inside the printer does not work.',
      '0500_0300_0001_0006': 'The printer’s system has crashed.',
      '0500_0300_0001_0008': 'The printer’s system hangs.',
      '0500_0300_0001_000A': 'The printer’s system is in a wrong state; a reset to factory settings may be needed.',
      '0500_0300_0001_000B': 'The screen does not work.',
      '0500_0300_0001_0023': 'The chamber’s temperature controller does not work.',
      '0500_0300_0002_000C': 'The printer’s Wi-Fi does not work.',
      '0500_0300_0002_000D': 'The reader of the memory card does not work.',
      '0500_0500_0001_0001': 'The mainboard has lost its factory data.',
    },
  },
  {
    remedy: 'Nothing is to be done: it has restarted by itself. If it happens often, update the firmware.',
    codes: {
      '0500_0300_0001_0009': 'The printer’s system had hung.',
      '0500_0300_0003_0007': 'The printer’s system had crashed.',
      '0500_0300_0002_0010': 'A service inside the printer had crashed.',
      '0500_0300_0002_0011': 'The service of updates had crashed.',
      '0500_0300_0002_0012': 'The service of the camera had crashed.',
      '0500_0300_0002_0013': 'The service that watches prints had crashed.',
      '0500_0300_0002_0014': 'The service of the screen had crashed.',
      '0500_0300_0002_0015': 'The service of connections had crashed.',
      '0500_0300_0002_0016': 'The service of devices had crashed.',
      '0500_0300_0002_0017': 'The service of recordings had crashed.',
      '0500_0300_0002_0018': 'The service of security had crashed.',
    },
  },
  {
    remedy: 'See that nothing touches the bed and that it moves freely, then calibrate at the printer’s screen.',
    codes: {
      '0300_0A00_0001_0001': 'Force sensor 1 of the bed is too sensitive.',
      '0300_0A00_0001_0002': 'Force sensor 1 of the bed is weak.',
      '0300_0A00_0001_0003': 'Force sensor 1 of the bed tells nothing.',
      '0300_0A00_0001_0004': 'Force sensor 1 of the bed was disturbed.',
      '0300_0A00_0001_0005': 'Force sensor 1 of the bed is under a lasting force.',
      '0300_0B00_0001_0001': 'Force sensor 2 of the bed is too sensitive.',
      '0300_0B00_0001_0002': 'Force sensor 2 of the bed is weak.',
      '0300_0B00_0001_0003': 'Force sensor 2 of the bed tells nothing.',
      '0300_0B00_0001_0004': 'Force sensor 2 of the bed was disturbed.',
      '0300_0B00_0001_0005': 'Force sensor 2 of the bed is under a lasting force.',
      '0300_0C00_0001_0001': 'Force sensor 3 of the bed is too sensitive.',
      '0300_0C00_0001_0002': 'Force sensor 3 of the bed is weak.',
      '0300_0C00_0001_0003': 'Force sensor 3 of the bed tells nothing.',
      '0300_0C00_0001_0004': 'Force sensor 3 of the bed was disturbed.',
      '0300_0C00_0001_0005': 'Force sensor 3 of the bed is under a lasting force.',
      '0300_1B00_0001_0001': 'The acceleration sensor of the bed is weak, or has fallen off.',
      '0300_1B00_0001_0002': 'The acceleration sensor of the bed was disturbed.',
      '0300_1B00_0001_0003': 'The acceleration sensor of the bed is under a lasting force.',
    },
  },
  {
    remedy: LAY_PLATE,
    codes: Object.fromEntries([
      ...['3', '4', '5', '6', '7', '8', '9', 'A'].flatMap((error) =>
        ['1', '2'].map((level) => [`0300_0D00_000${level}_000${error}`, 'The build plate does not lie properly.']),
      ),
      ['0300_1A00_0002_0001', 'The nozzle is wrapped in filament, or the build plate lies askew.'],
      ['0C00_0300_0002_000C', 'The mark of the build plate was not found.'],
    ]),
  },
  {
    remedy: 'Take away what hinders the axis, clean it, and start again.',
    codes: {
      '0300_0D00_0001_0002': 'The bed could not be homed: it shakes too much.',
      '0300_0D00_0001_000B': 'The Z axis is stuck.',
      '0300_0D00_0002_0001': 'The bed was homed badly: a bump on it, or dirt on the nozzle.',
      '0300_1800_0001_0005': 'The Z axis is stuck, or the force sensor of the extruder is out of order.',
      '0300_2000_0001_0001': 'The X axis could not be homed: the head is stuck, or moves too hard.',
      '0300_2000_0001_0002': 'The Y axis could not be homed: the carriage is stuck, or moves too hard.',
    },
  },
  {
    remedy: 'Tighten the belt as its guide says, clean the rods, and calibrate at the printer’s screen.',
    codes: {
      '0300_1000_0002_0001': 'The X axis resonates low: its belt may be loose.',
      '0300_1000_0002_0002': 'The X axis resonates otherwise than when it was calibrated.',
      '0300_1100_0002_0001': 'The Y axis resonates low: its belt may be loose.',
      '0300_1100_0002_0002': 'The Y axis resonates otherwise than when it was calibrated.',
      '0300_2000_0001_0003': 'The X axis could not be homed: its belt may be loose.',
      '0300_2000_0001_0004': 'The Y axis could not be homed: its belt may be loose.',
    },
  },
  {
    remedy: 'Heat the nozzle and clear it, or put in another one.',
    codes: {
      '0300_1A00_0002_0002': 'The nozzle is clogged.',
      '0C00_0300_0003_000E': 'The printer seems to print without extruding.',
      '0C00_0300_0003_000F': 'The nozzle seems to be covered with filament.',
      '0C00_0200_0002_0006': 'The nozzle stands too high: there may be filament on it.',
    },
  },
  {
    remedy: 'Put the cover on again, then resume.',
    codes: { '0300_1200_0002_0001': 'The front cover of the tool head fell off.' },
  },
  {
    remedy: 'Close the door, or open it where the filament asks for a cool chamber.',
    codes: {
      '0300_9600_0001_0001': 'The front door is open.',
      '0300_9600_0003_0001': 'The front door is open.',
      '0500_0400_0003_0008': 'The door is open.',
      '0500_0400_0002_0007':
        'The bed is hotter than the filament bears, which may clog the nozzle: let the door stand open.',
      '0500_0400_0003_0009':
        'The bed is hotter than the filament bears: let the door stand open. It is not watched meanwhile.',
    },
  },
  {
    remedy: 'Switch the printer off and let it cool; check that the chamber is closed and its vents are free.',
    codes: {
      '0300_9000_0001_0001': 'The chamber does not warm up: no warm air comes.',
      '0300_9000_0001_0002': 'The chamber does not warm up: it may be open, or the room too cold.',
      '0300_9000_0001_0003': 'The chamber does not warm up: the power supply is too hot.',
      '0300_9000_0001_0004': 'The chamber does not warm up: its fan turns too slowly.',
      '0300_9000_0001_0005': 'The chamber does not warm up: the heat does not get away from the heater.',
      '0300_9000_0001_0010': 'The controller of the chamber’s temperature does not answer.',
      '0300_9400_0002_0003': 'The chamber does not get warm enough, and the print goes on without it.',
      ...Object.fromEntries(
        [1, 2].flatMap((heater) => [
          [`0300_9${heater}00_0001_0001`, `Heater ${heater} of the chamber may be short-circuited.`],
          [
            `0300_9${heater}00_0001_0002`,
            `Heater ${heater} of the chamber may be disconnected, or its fuse has opened.`,
          ],
          [`0300_9${heater}00_0001_0003`, `Heater ${heater} of the chamber is too hot.`],
          [`0300_9${heater}00_0001_0006`, `The sensor of heater ${heater} of the chamber may be short-circuited.`],
          [`0300_9${heater}00_0001_0007`, `The sensor of heater ${heater} of the chamber may be disconnected.`],
          [`0300_9${heater}00_0001_0008`, `Heater ${heater} of the chamber does not reach its temperature.`],
          [`0300_9${heater}00_0001_000A`, `The power board of heater ${heater} of the chamber may be broken.`],
        ]),
      ),
      '0300_9100_0001_000C': 'Heater 1 of the chamber has heated at full power for long.',
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6, 7, 8].map((error) => [
          `0300_9300_0001_000${error}`,
          'A temperature sensor of the chamber may be short-circuited or disconnected.',
        ]),
      ),
    },
  },
  {
    remedy: 'Nothing is to be done.',
    codes: {
      '0300_0100_0003_0008': 'The bed cannot get that hot, and takes the highest temperature that it can.',
      '0300_9400_0003_0001': 'The chamber cools down slowly.',
      '0300_9400_0003_0002': 'The chamber cannot get that hot, and takes the highest temperature that it can.',
      '0C00_0300_0002_0001': 'The first layer cannot be inspected well: the filament reflects too little.',
      '0C00_0300_0002_0002': 'The inspection of the first layer was broken off.',
      '0C00_0300_0002_0004': 'The first layer of this print is not inspected.',
      '0C00_0300_0002_0005': 'The inspection of the first layer took too long, and may be wrong.',
      '0C00_0300_0002_000F': 'The first layer is not inspected, since parts were skipped before.',
      '0C00_0300_0001_0009': 'The inspection of the first layer was restarted, and may be wrong.',
      '0C00_0300_0003_000B': 'The first layer is being inspected.',
      '07uu_2s00_0003_0001': 'The filament of {slot} ran out; what is left of it is pushed out.',
      '07uu_2s00_0003_0002': 'The filament of {slot} ran out, and another slot with the same one went on.',
      '07FF_2000_0003_0007': 'The printer looks where the filaments of all slots are.',
    },
  },
  {
    remedy: 'Look at the print: let it go on when it is good enough, else cancel.',
    codes: {
      '0C00_0300_0003_0007': 'The first layer may be bad.',
      '0C00_0300_0003_0008': 'The camera may see spaghetti.',
      '0C00_0300_0003_001B': 'The camera may see spaghetti.',
      '0C00_0300_0003_000D': 'An object may have come off, or the extruder does not extrude properly.',
    },
  },
  {
    remedy: 'Clear it, then resume.',
    codes: {
      '0C00_0300_0002_0010': 'Something lies on the bed.',
      '0C00_0300_0003_0006': 'Purged filament may have piled up in the chute.',
    },
  },
  {
    remedy: 'Clean the lens and the laser’s window; calibrate at the printer’s screen if the message returns.',
    codes: {
      '0C00_0100_0001_0001': 'The camera of the lidar does not answer.',
      '0C00_0100_0001_0003': 'The camera of the lidar is out of step.',
      '0C00_0100_0001_0004': 'The lens of the lidar seems dirty.',
      '0C00_0100_0001_0005': 'The camera of the lidar has lost its factory data.',
      '0C00_0100_0001_0009': 'The lens of the chamber’s camera seems dirty.',
      '0C00_0100_0001_000A': 'The light of the lidar may be broken.',
      '0C00_0100_0001_000B': 'The lidar could not be calibrated.',
      '0C00_0100_0002_0002': 'The camera of the lidar does not work properly.',
      '0C00_0100_0002_0006': 'The lidar’s camera is not calibrated: let the next print calibrate its flow.',
      '0C00_0100_0002_0007': 'The lidar has drifted.',
      '0C00_0100_0002_0008': 'The chamber’s camera gives no picture: nothing watches the print.',
      '0C00_0200_0001_0001': 'The horizontal laser is dark.',
      '0C00_0200_0001_0005': 'The lidar is a new one and is to be calibrated.',
      '0C00_0200_0002_0002': 'The horizontal laser’s line is too wide: the bed may be dirty.',
      '0C00_0200_0002_0003': 'The horizontal laser is too dim.',
      '0C00_0200_0002_0004': 'The nozzle stands too low: it may be worn or tilted.',
      '0C00_0200_0002_0007': 'The vertical laser is dark.',
      '0C00_0200_0002_0008': 'The vertical laser’s line is too wide: the bed may be dirty.',
      '0C00_0200_0002_0009': 'The vertical laser is too dim.',
    },
  },
  {
    remedy: 'Take the card out and in again; format it in the printer, or put in another one.',
    codes: {
      '0500_0100_0003_0004': 'The memory card is full.',
      '0500_0100_0003_0005': 'The memory card cannot be read.',
      '0500_0100_0003_0006': 'The memory card is not formatted.',
      '0500_0100_0003_0007': 'Without a memory card no timelapse is recorded.',
      '0500_0300_0002_0020': 'The memory card has no room for the print.',
      '0500_0300_0003_0022': 'The memory card has become slow.',
    },
  },
  {
    remedy: 'Prints from Croft do not need it. Check the printer’s network if the cloud or its camera is used.',
    codes: {
      '0500_0100_0002_0001': 'The printer’s video does not work.',
      '0500_0100_0002_0002': 'The USB camera is not connected.',
      '0500_0100_0002_0003': 'The USB camera does not work.',
      '0500_0200_0002_0001': 'The printer does not reach the internet.',
      '0500_0200_0002_0002': 'The printer could not log in to the cloud.',
      '0500_0200_0002_0003': 'The printer does not reach the internet.',
      '0500_0200_0002_0004': 'The cloud does not know the printer’s user.',
      '0500_0200_0002_0005': 'The printer does not reach the internet.',
      '0500_0200_0002_0006': 'The printer cannot send its video to the cloud.',
      '0500_0200_0002_0007': 'The printer could not log in to the cloud’s video.',
      '0500_0200_0002_0008': 'The printer could not set its clock.',
      '0500_0400_0001_0001': 'A print could not be fetched from the cloud.',
      '0500_0400_0001_0002': 'The state of the print could not be told to the cloud.',
      '0500_0500_0003_0002': 'The printer is in the mode of its engineers.',
    },
  },
  {
    remedy: 'Slice the file again for this very model, and send it anew.',
    codes: {
      '0500_0400_0001_0003': 'The printer cannot read the file.',
      '0500_0400_0001_0004': 'The printer may not print the file.',
      '0500_0400_0001_0006': 'The print could not be resumed.',
    },
  },
  {
    remedy: 'Warm the room to more than 10 °C; the printer neither moves nor prints before.',
    codes: { '0500_0300_0001_0024': 'The printer is too cold.' },
  },
  {
    remedy: 'Grease the threaded rods as the printer’s guide says, then confirm it at its screen.',
    codes: { '0501_0400_0003_0002': 'The threaded rods are to be greased.' },
  },
  {
    remedy: NEW_SPOOL,
    codes: {
      '07uu_2s00_0002_0001': 'The filament of {slot} ran out.',
      '07uu_2s00_0002_0002': '{slot} is empty.',
      '07FF_2000_0002_0001': 'The filament of the spool at the back ran out.',
      '07FF_2000_0002_0002': 'There is no filament on the spool at the back.',
    },
  },
  {
    remedy: 'Pull the filament out, cut off what is broken, and put it in again; look into the tube and the tool head.',
    codes: {
      '07uu_2s00_0002_0003': 'The filament of {slot} may be broken in the tube.',
      '07uu_2s00_0002_0004': 'The filament of {slot} may be broken in the tool head.',
      '07uu_2s00_0002_0005': 'The filament of {slot} ran out, and its rest could not be pushed out.',
      '07uu_2400_0002_0001': 'The filament may be broken in the tool head.',
      '07FF_2000_0002_0004': 'Filament of the spool at the back is still in the extruder.',
      '07FF_2000_0002_0005': 'The filament of the spool at the back may be broken in the tool head.',
      '07FF_2000_0002_0007': 'Where the filament in the tool head is could not be found out.',
    },
  },
  {
    remedy: 'See that the filament is not tangled and the nozzle not clogged, then resume.',
    codes: {
      '07uu_2s00_0002_0006': 'The filament of {slot} could not be extruded.',
      '07uu_2s00_0002_0009': 'The filament of {slot} could not be extruded.',
      '07uu_2500_0002_0001': 'The filament could not be extruded.',
      '07FF_2000_0002_0006': 'The filament of the spool at the back could not be extruded.',
      '07uu_7s00_0002_0001': 'The filament of {slot} could not be drawn back from the tool head.',
      '07uu_7s00_0002_0002': 'The filament of {slot} could not be fed to the tool head.',
      '07uu_7s00_0002_0004': 'The filament of {slot} could not be drawn back into {ams}.',
      '07uu_7s00_0002_0005': 'The filament of {slot} could not be fed out of {ams}.',
    },
  },
  {
    remedy: UNTANGLE,
    codes: {
      '07uu_0100_0002_0002': 'The motor of {ams} is overloaded.',
      '07uu_1s00_0002_0002': 'The motor of {slot} is overloaded.',
      '07uu_6s00_0002_0001': '{slot} is overloaded.',
      '07uu_8s00_0002_0001': 'The filament of {slot} may be tangled or stuck.',
      '07FF_8000_0002_0001': 'The filament of the spool at the back may be tangled or stuck.',
      '07uu_4000_0002_0004': 'The filament buffer is stuck, or the filament is tangled.',
    },
  },
  {
    remedy: 'Try another spool in it; if the message returns, that slot needs repair. Other slots may be used.',
    codes: {
      '07uu_0100_0001_0001': 'The motor of {ams} has slipped: its wheel is worn, or the filament too thin.',
      '07uu_0100_0001_0003': 'The force of the motor of {ams} is not under control.',
      '07uu_0100_0001_0004': 'The speed of the motor of {ams} is not under control.',
      '07uu_0200_0001_0001': 'The length that {ams} feeds is measured wrongly.',
      '07uu_1s00_0001_0001': 'The motor of {slot} has slipped: its wheel is worn, or the filament too thin.',
      '07uu_1s00_0001_0003': 'The force of the motor of {slot} is not under control.',
      '07uu_7s00_0001_0001': 'The length that {slot} feeds is measured wrongly.',
    },
  },
  {
    remedy: 'The slot prints all the same; type its material at the printer’s screen.',
    codes: {
      '07uu_3s00_0001_0001': 'A reader of spool tags of {ams} is broken.',
      '07uu_3s00_0001_0004': 'The spool tags in {ams} cannot be read: its encryption chip fails.',
      '07uu_3s00_0002_0002': 'The tag of the spool in {slot} is damaged.',
      '07uu_3s00_0003_0003': 'The tag of the spool in {slot} cannot be read.',
      ...Object.fromEntries(
        Array.from({ length: 16 }, (_, at) => [
          `0500_0400_0002_00${(0x10 + at).toString(16).toUpperCase()}`,
          `The tag of the spool in slot ${'ABCD'.charAt(at >> 2)}${(at & 3) + 1} cannot be read.`,
        ]),
      ),
      '07uu_3500_0001_0001': 'The humidity sensor of {ams} is out of order.',
    },
  },
  {
    remedy: 'Check the cable between the AMS, its hub and the printer.',
    codes: {
      '07uu_4000_0002_0001': 'The filament buffer tells nothing of its position.',
      '07uu_4000_0002_0002': 'The filament buffer tells a wrong position.',
      '07uu_4000_0002_0003': 'The hub of the AMS does not answer.',
      '07uu_5000_0002_0001': '{ams} does not answer properly.',
      '07uu_5500_0001_0004': 'Which extruder {ams} feeds is not set up: set it up at the printer’s screen.',
      '07uu_8000_0001_0004': 'A sensor of {ams} is out of order.',
      '07uu_9000_0001_0004': 'The vent of {ams} is out of order.',
    },
  },
  {
    remedy: 'Switch the AMS on at the printer’s screen, or set “Filament comes from” to external here.',
    codes: { '07uu_5100_0003_0001': 'The AMS is switched off: filament comes from the spool at the back.' },
  },
  {
    remedy: 'Pull the cutter’s handle out and look at its blade and the plug of its sensor.',
    codes: {
      '07uu_4500_0002_0001': 'The sensor of the filament cutter is out of order.',
      '07uu_4500_0002_0002': 'The filament cutter travels too far: the head may have lost steps.',
      '07uu_4500_0002_0003': 'The filament cutter is stuck.',
    },
  },
];
