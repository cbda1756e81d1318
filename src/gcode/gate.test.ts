import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FileCheck } from './file-check.ts';
import { type FileProblemCode, fileProblemTable } from './file-problem.ts';
import { createGate, type GateLimits } from './gate.ts';

const limits: GateLimits = { maxNozzleTemperature: 260, maxBedTemperature: 110, maxChamberTemperature: 60 };
const gate = createGate(limits);

function codeOf(line: string, of = gate): FileProblemCode | 'pass' {
  const answer = of.check(line);
  return answer.kind === 'pass' ? 'pass' : answer.problem.code;
}

function textOf(line: string): string | null {
  const answer = gate.check(line);
  return answer.kind === 'pass' ? answer.text : null;
}

describe('the last gate', () => {
  const refused: Readonly<Partial<Record<FileProblemCode, readonly string[]>>> = {
    'nozzle-too-hot': [
      'M104 S261',
      'M104S300',
      'm104 s300',
      'M109 R300',
      'M109 S200 R300',
      'M109 S200 B280 F1',
      'M104 T0 S200 S300',
      'M104 S300 S200',
      'M 104 S 300',
      'M0104 S300',
      'M104.1 S300',
      'N5 M104 S300*33',
      'N5 N6 M104 S300',
      '\tM104\tS300',
      'M104 S260.5',
      'M104 S65836',
      'G10 P0 S300',
      'G10 P0 S200 R300',
      'G10 P0 S200:300',
      'M568 P0 R300 S200',
      'SET_HEATER_TEMPERATURE HEATER=extruder TARGET=300',
      'set_heater_temperature target=300 heater=extruder1',
    ],
    'bed-too-hot': ['M140 S111', 'M190 S120', 'M190 R120', 'SET_HEATER_TEMPERATURE HEATER=heater_bed TARGET=120'],
    'chamber-too-hot': ['M141 S61', 'M191 S70', 'SET_HEATER_TEMPERATURE HEATER=chamber TARGET=100'],
    'temperature-unclear': [
      'M104 S2e2',
      'M104 S2E2',
      'M104 S0x1F4',
      'M104 S1 00',
      'M104 S',
      'M104 Sinf',
      'M104 S{first_layer_temperature}',
      'M104 "S300"',
      'M104 S20"0"',
      'M104 S2\\00',
      'M104 S2(0)00',
      'M104 S200,5',
      'M104 S+300',
      'M-104 S300',
      'M+104 S300',
      'G53 M-104 S300',
      'M104 I1',
      'M104 T0 P200 I0 S100',
      `M104 ${' '.repeat(200)}S200`,
      'M810 G28|M104 S1',
      '"M104 S300',
      '\\M104 S300',
      'M104S215M140S150',
      'G1 X1 M104 S300',
      'G53 M104 S300',
      'M118 x M104 S300',
      'M486 AM104 S300',
      'FOO M104 S300',
      '@M104 S300',
      '(M104 S300)',
      'G53 M1()04 S300',
      'SET_HEATER_TEMPERATURE HEATER=extruder TARGET=3e2',
      'SET_HEATER_TEMPERATURE HEATER=extruder HEATER=heater_bed TARGET=200',
      'SET_HEATER_TEMPERATURE HEATER=extruder TARGET="300"',
    ],
    'blocked-command': [
      'M997',
      'M500',
      'm502',
      'M302 P1',
      'M302 S0',
      'M302',
      'M28 x.gcode',
      'M30 x.gcode',
      'M928 log.txt',
      'M303 E0 S300 C8',
      'M42 P8 S255 I1',
      'M43 T I',
      'M810 G28|M84',
      'D3 Ax0fea',
      'G53 M500',
    ],
    'contains-print-start': [
      'M23 file.gco',
      'M24',
      'm32 !file#',
      'N1 M24*3',
      'M808 L0',
      'SDCARD_PRINT_FILE FILENAME="x.gcode"',
      'sdcard_print_file filename=x',
      'play /sd/x.gcode',
      'G1 X1 M24',
      'M0 M24',
      'M486 A"x" M24',
      'M486 A"x" M32 "y.g"',
      'M486 A"M24"G1',
    ],
    'contains-emergency-stop': ['M112', 'm112', 'M1120', 'N3 M112*4', 'M 112', 'G1 X1 M112'],
    'contains-nul': ['M104 S2\u000000', 'G1 X1 ;\0', ';\0'],
    'control-character': ['M104 S1\b\b300', 'G1 X1\u0007', 'M117 "a;\b\b\b\b\b\b\b\b\bM104 S300', 'M117 \u000bx'],
    'stray-carriage-return': ['G1 X1\rM104 S300', 'G1 X1 ;a\nM104 S300', ';a\rM104 S300'],
    'non-ascii-command': ['G1 X1 Yé', 'M104 S200 Pé', 'M600 \u00a0'],
    'forged-numbering': ['G1 X1 M110 N5', 'M1100 N5', 'M600 "M110" N5'],
    'unreadable-command': [
      'M65640 S300',
      'M1.04e2 S300',
      'M0x68 S300',
      'G1 X1 M1.04e2 S300',
      'S300',
      '04 S300',
      '"G28',
      '{if x}',
      '$H',
      '/G1 X1',
      'M1\\04 S300',
      'M600 (a',
      'M600 "a',
      'G1 X5*M',
      'G',
      'O1234',
      '\\G28',
      `G28${' '.repeat(300)}X`,
    ],
  };
  for (const [code, lines] of Object.entries(refused)) {
    for (const line of lines ?? []) {
      test(`[MA15] ${JSON.stringify(line.slice(0, 60))} is refused: ${code}`, () => {
        assert.equal(codeOf(line), code);
      });
    }
  }

  const passed: readonly (readonly [line: string, text: string])[] = [
    ['', ''],
    ['   \t ', ''],
    ['; M104 S999', ''],
    ['  ; "quoted" \\ ( comment', ''],
    ['(a comment of its own)', ''],
    ['%', ''],
    ['@pause', ''],
    ['M110 N5', ''],
    ['N7 M110 N5*12', ''],
    ['N12', ''],
    ['G1 X1 Y2 E.5 ; "move" (fast)', 'G1 X1 Y2 E.5'],
    ['G1X1Y2F6000', 'G1X1Y2F6000'],
    ['g1 x1', 'g1 x1'],
    ['G0X10E1', 'G0X10E1'],
    ['G1E-5F300', 'G1E-5F300'],
    ['M92E420', 'M92E420'],
    ['N12 G1 X1 Y2*77', 'G1 X1 Y2'],
    ['N12G28', 'G28'],
    ['  \tG28\tX ', 'G28 X'],
    ['G1 X5 (move) Y2', 'G1 X5  Y2'],
    ['M104 S260', 'M104 S260'],
    ['M104S215', 'M104S215'],
    ['M109 T0 S215.00', 'M109 T0 S215.00'],
    ['M109 S200 B250 F', 'M109 S200 B250 F'],
    ['M140 S0', 'M140 S0'],
    ['M140 S-273.15', 'M140 S-273.15'],
    ['M141 S60', 'M141 S60'],
    ['G10', 'G10'],
    ['G10 S1', 'G10 S1'],
    ['G10 P0 S200:180 R-273', 'G10 P0 S200:180 R-273'],
    ['M117 Printing é 50% (layer 3*4) \\o/ M110', 'M117 Printing ? 50% (layer 3 4) /o/ M_110'],
    ['M117 M104 S999', 'M117 M104 S999'],
    ['M0 Change the bed, then click', 'M0 Change the bed, then click'],
    ['M118 //action:notification 50%', 'M118 //action:notification 50%'],
    ['M486 AM24 nut', 'M486 AM24 nut'],
    ['M486 A"M24 nut"', 'M486 A"M24 nut"'],
    ['M600 G10', 'M600 G10'],
    ['M302 S160', 'M302 S160'],
    ['M302 P0', 'M302 P0'],
    ['M42 P4 S255', 'M42 P4 S255'],
    ['M306 E0 C12.5 H1', 'M306 E0 C12.5 H1'],
    ['M115 U6.1.3+7898', 'M115 U6.1.3+7898'],
    ['M862.3 P "MK4S"', 'M862.3 P "MK4S"'],
    ['M1002 gcode_claim_action : 2', 'M1002 gcode_claim_action : 2'],
    ['M1006 A0 B10 L100 C37 D10 M30 E37', 'M1006 A0 B10 L100 C37 D10 M30 E37'],
    ['T1', 'T1'],
    ['T-1', 'T-1'],
    ['T?', 'T?'],
    ['X10 Y10', 'X10 Y10'],
    ['M73 P10 R5', 'M73 P10 R5'],
    ['M84 X Y E', 'M84 X Y E'],
  ];
  for (const [line, text] of passed)
    test(`[MA10] ${JSON.stringify(line)} is sent as ${JSON.stringify(text)}`, () => assert.equal(textOf(line), text));

  test('[MA15] word commands pass as macros, so that a driver can keep them from a firmware without macros', () => {
    for (const line of [
      'START_PRINT EXTRUDER_TEMP=220',
      'EXCLUDE_OBJECT_START NAME=M24_nut.stl',
      'SET_HEATER_TEMPERATURE HEATER=extruder TARGET=220',
      'print_end',
    ])
      assert.deepEqual(gate.check(line), { kind: 'pass', text: line, form: 'macro' });
  });

  test('[MA15] commands are unblocked one by one; what starts a print or stops everything cannot be', () => {
    const open = createGate({ ...limits, blockedCommands: [] });
    assert.equal(codeOf('M500', open), 'pass');
    assert.equal(codeOf('M28 x', open), 'pass');
    assert.equal(codeOf('M24', open), 'contains-print-start');
    assert.equal(codeOf('M112', open), 'contains-emergency-stop');
    assert.equal(codeOf('M500', createGate({ ...limits, blockedCommands: ['m500'] })), 'blocked-command');
  });

  test('[MA15] a printer without a heated chamber lets nothing heat it, and lets it be switched off', () => {
    const cold = createGate({ ...limits, maxChamberTemperature: 0 });
    assert.equal(codeOf('M141 S40', cold), 'chamber-too-hot');
    assert.equal(codeOf('M141 S0', cold), 'pass');
  });

  test('[MA15] a refusal names line, rule, remedy and what was found, in printable characters', () => {
    const answer = gate.check(`M104 S300 é${'x'.repeat(300)}`);
    assert.equal(answer.kind, 'refuse');
    if (answer.kind !== 'refuse') return;
    assert.match(answer.problem.found, /^[\x20-\x7e]{1,100}$/);
    assert.deepEqual(
      { rule: answer.problem.rule, remedy: answer.problem.remedy },
      fileProblemTable[answer.problem.code],
    );
  });
});

describe('the gate over a whole file', () => {
  const check = (text: string, chunk = 7) => {
    const bytes = new TextEncoder().encode(text);
    const file = new FileCheck(limits);
    for (let at = 0; at < bytes.length; at += chunk) file.push(bytes.subarray(at, at + chunk));
    return file.end();
  };

  test('[MA15] the first problem is told with its line', () => {
    const problem = check('G28\r\n; hello\r\nM104 S999\r\nM112\r\n');
    assert.deepEqual([problem?.code, problem?.line, problem?.field], ['nozzle-too-hot', 3, 'line 3']);
  });

  test('[MA15] a good file has none, whatever its line ends, and so has one without an end of line', () => {
    assert.equal(check('G28\nM104 S200\r\n\r\n;x\r\r\nM24 is fine ; no'.replace('M24 is fine ; no', 'G1 X1')), null);
    assert.equal(check('\ufeffG28'), null);
    assert.equal(check(''), null);
  });

  test('[MA15] two commands with a lone CR between them are refused, for some firmware reads one', () => {
    assert.equal(check('M104\rT0 S300\n')?.code, 'stray-carriage-return');
    assert.equal(check('G28\r\rG1 X1\n')?.code, 'stray-carriage-return');
    assert.equal(check('G28 ; a comment\rG1 X1\n'), null);
    assert.equal(check('; a comment\rM104 S300\n')?.code, 'nozzle-too-hot');
  });

  test('[ME2] no line of the longest length takes noticeable time', () => {
    const longest = 65_536;
    for (const part of [
      ' ',
      '*',
      '(',
      '()',
      '"',
      '\\',
      'G',
      'M1',
      'N1',
      'A=',
      '1',
      'S1 ',
      ' \t',
      '* 1',
      'é',
      ';',
      '((;)',
    ])
      for (const head of [
        '',
        'M104 S',
        'G1 X',
        'M117 ',
        'FOO NAME',
        'M306 ',
        'SET_HEATER_TEMPERATURE HEATER=extruder ',
      ]) {
        const line = `${head}${part.repeat(longest)}`.slice(0, longest - 1);
        const began = process.cpuUsage();
        gate.check(`${line}x`);
        assert.ok(process.cpuUsage(began).user < 500_000, JSON.stringify([head, part]));
      }
  });

  test('[ME2] a line of 10 MB is a problem and no crash', () => {
    const file = new FileCheck(limits);
    file.push(new TextEncoder().encode('G28\n'));
    for (let i = 0; i < 160; i++) file.push(new Uint8Array(65_536).fill(71));
    assert.deepEqual([file.end()?.code, file.end()?.line], ['line-too-long', 2]);
  });
});
