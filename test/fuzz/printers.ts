import assert from 'node:assert/strict';
import * as bambuErrors from '../../src/drivers/bambu/protocol/printer-errors.ts';
import { feedbackOf as bambuFeedback } from '../../src/drivers/bambu/protocol/feedback.ts';
import * as bambuForeign from '../../src/drivers/bambu/protocol/foreign.ts';
import { objectsShown } from '../../src/drivers/bambu/protocol/objects.ts';
import { pauseReason } from '../../src/drivers/bambu/protocol/pause-reason.ts';
import { readPrinter as readBambu } from '../../src/drivers/bambu/protocol/printer-view.ts';
import { type Fields, mergeReport, readMessage as readBambuMessage } from '../../src/drivers/bambu/protocol/report.ts';
import { reportedSlots } from '../../src/drivers/bambu/protocol/slots.ts';
import { Device } from '../../src/drivers/bambu/simulator/device.ts';
import { NO_FAULTS as bambuFaults } from '../../src/drivers/bambu/simulator/switches.ts';
import type { ForeignPrint } from '../../src/drivers/driver.ts';
import { readFolder as readDuetFolder, readLogin, readObject } from '../../src/drivers/duet/protocol/answers.ts';
import { feedbackOf as duetFeedback } from '../../src/drivers/duet/protocol/feedback.ts';
import { foreignOf as duetForeign } from '../../src/drivers/duet/protocol/foreign.ts';
import { readMessageBox } from '../../src/drivers/duet/protocol/message-box.ts';
import { mergeModel, readView, seqsOf } from '../../src/drivers/duet/protocol/model.ts';
import { isRecord, type Model } from '../../src/drivers/duet/protocol/record.ts';
import { DuetBoard } from '../../src/drivers/duet/simulator/board.ts';
import { noFaults as duetFaults } from '../../src/drivers/duet/simulator/switches.ts';
import { readDiscovery } from '../../src/drivers/elegoo/protocol/discovery.ts';
import { feedbackOf as elegooFeedback } from '../../src/drivers/elegoo/protocol/feedback.ts';
import { readMessage as readElegoo, refusalIn } from '../../src/drivers/elegoo/protocol/message.ts';
import { taskIdsIn, verdictIn } from '../../src/drivers/elegoo/protocol/past-task.ts';
import { readView as readElegooView } from '../../src/drivers/elegoo/protocol/view.ts';
import { ElegooPrinter } from '../../src/drivers/elegoo/simulator/printer.ts';
import { readCanvas, reportedSlots as canvasSlots } from '../../src/drivers/elegoo-cc2/protocol/canvas.ts';
import { readDiscovery as readCc2Discovery } from '../../src/drivers/elegoo-cc2/protocol/discovery.ts';
import { feedbackOf as cc2Feedback } from '../../src/drivers/elegoo-cc2/protocol/feedback.ts';
import * as cc2Message from '../../src/drivers/elegoo-cc2/protocol/message.ts';
import { verdictIn as cc2Verdict } from '../../src/drivers/elegoo-cc2/protocol/past-task.ts';
import { NOTHING_TOLD, toldChange, toldWhole } from '../../src/drivers/elegoo-cc2/protocol/status.ts';
import { readView as readCc2View } from '../../src/drivers/elegoo-cc2/protocol/view.ts';
import { Cc2Printer } from '../../src/drivers/elegoo-cc2/simulator/printer.ts';
import { foreignTask } from '../../src/drivers/foreign-task.ts';
import { feedbackOf as klipperFeedback } from '../../src/drivers/moonraker/protocol/feedback.ts';
import { foreignOf as klipperForeign } from '../../src/drivers/moonraker/protocol/foreign.ts';
import { listingOf } from '../../src/drivers/moonraker/protocol/listing.ts';
import { readMessage as readMoonraker } from '../../src/drivers/moonraker/protocol/message.ts';
import { readHistory, verdictOf } from '../../src/drivers/moonraker/protocol/past-job.ts';
import { mergeStatus, type Objects, readPrinter as readKlipper } from '../../src/drivers/moonraker/protocol/status.ts';
import { readWebcams } from '../../src/drivers/moonraker/protocol/webcams.ts';
import { Klipper } from '../../src/drivers/moonraker/simulator/klipper.ts';
import { NO_FAULTS as klipperFaults } from '../../src/drivers/moonraker/simulator/switches.ts';
import { foreignOf as octoForeign } from '../../src/drivers/octoprint/protocol/foreign.ts';
import { readListing } from '../../src/drivers/octoprint/protocol/listing.ts';
import { readPush } from '../../src/drivers/octoprint/protocol/push.ts';
import {
  doingOf,
  mergeState,
  type OctoState,
  readFileEntry,
  UNKNOWN,
} from '../../src/drivers/octoprint/protocol/state.ts';
import { parsePrinterJson } from '../../src/drivers/printer-json.ts';
import * as connectEvent from '../../src/drivers/prusa-connect/protocol/event.ts';
import { feedbackOf as connectFeedback } from '../../src/drivers/prusa-connect/protocol/feedback.ts';
import { shown } from '../../src/drivers/prusa-connect/protocol/shown.ts';
import { type ConnectStatus, mergeEvent, mergeTelemetry } from '../../src/drivers/prusa-connect/protocol/telemetry.ts';
import { feedbackOf as linkFeedback } from '../../src/drivers/prusalink/protocol/feedback.ts';
import { readFileSize, readFolder as readLinkFolder } from '../../src/drivers/prusalink/protocol/listing.ts';
import { reasonOf } from '../../src/drivers/prusalink/protocol/refusal.ts';
import { readJobFile, readStatus, readVersion } from '../../src/drivers/prusalink/protocol/status.ts';
import type { Feedback } from '../../src/model/feedback.ts';
import { printId } from '../../src/model/ids.ts';
import { isFeedback } from '../../src/wire/check-combinator-message.generated.ts';

/** The readers of one protocol, upon what was said before. */
export interface PrinterTarget {
  readonly name: string;
  readonly corpus: readonly unknown[];
  /** Remembers nothing of the one before it. */
  readonly open: () => (bytes: Buffer) => void;
}

const ID = printId('p1');
const NOW = 1_800_000_000_000;
/** The longest text that anything of a printer's may become, and how much of it is kept. */
const TEXT_LIMIT = 10_000;

/** What leaves the driver must go over the wire to the combinator, or the printer's machine is cut off from it. */
function mayLeave(told: Omit<Feedback, 'at'>): void {
  const sent: unknown = JSON.parse(JSON.stringify({ at: NOW, ...told }));
  assert.ok(isFeedback(sent), JSON.stringify(sent).slice(0, 2_000));
  assert.ok((told.notice ?? '').length <= TEXT_LIMIT);
}

function mayBeTold(foreign: ForeignPrint | null): void {
  if (foreign === null) return;
  assert.equal(typeof foreign.key, 'string');
  assert.equal(typeof foreign.name, 'string');
  assert.ok(foreign.since >= 0 && foreign.since <= NOW, `since ${foreign.since}`);
}

function parsed(bytes: Buffer): unknown {
  try {
    return parsePrinterJson(bytes.toString('utf8'));
  } catch (error) {
    assert.ok(error instanceof SyntaxError, String(error));
    return undefined;
  }
}

const BAMBU_OBJECTS = ['82', '118'].map((id) => ({ id, at: null }));
const device = new Device(new Map(), 60, { ...bambuFaults });
const klipper = new Klipper(new Map([['a.gcode', 'G28\n']]), {
  printSeconds: 60,
  switches: { ...klipperFaults, refuseStarts: [] },
  notify: () => {},
});
klipper.start('a.gcode');
const board = new DuetBoard(60, duetFaults(), () => {});
board.print('0:/gcodes/a.gcode', 'G28\n');
const elegoo = new ElegooPrinter('fdm', 60);
elegoo.start('a.gcode', 'G28\n');
const cc2 = new Cc2Printer(60);
cc2.canvases = [[{ type: 'PLA', colour: '#2850DF', isFilled: true }]];
cc2.start('a.gcode', 'G28\n');
device.startAtPanel('a.3mf', '7', 60);

export const PRINTERS: readonly PrinterTarget[] = [
  {
    name: 'Bambu Lab',
    corpus: [
      { print: { ...device.report(), command: 'push_status', msg: 0 } },
      {
        print: {
          command: 'push_status',
          msg: 1,
          gcode_state: 'RUNNING',
          mc_percent: 12,
          layer_num: 3,
          total_layer_num: 90,
        },
      },
      {
        print: {
          command: 'push_status',
          print_error: 50348044,
          hms: [{ attr: 50331904, code: 65543 }],
          ams: {
            tray_exist_bits: 'f',
            tray_now: '1',
            ams: [
              {
                id: '0',
                tray: [{ id: '0', tray_type: 'PLA', tray_color: 'FF0000FF', remain: 50, tag_uid: 'AB' }, { id: '1' }],
              },
            ],
          },
          vt_tray: { id: '254', tray_type: 'PETG', tray_color: '00FF00FF' },
          fun: '3EC1AFFF9CFF',
          home_flag: -1066934785,
        },
      },
      {
        info: {
          command: 'get_version',
          sequence_id: '3',
          module: [{ name: 'ota', product_name: 'P1S', sw_ver: '01' }],
        },
      },
    ],
    open() {
      let fields: Fields = {};
      let known: ForeignPrint | null = null;
      return (bytes) => {
        const message = readBambuMessage(bytes);
        for (const body of Object.values(message ?? {})) fields = mergeReport(fields, body);
        const view = readBambu(fields);
        known = bambuForeign.foreignOf(view, known, NOW);
        mayBeTold(known);
        const fault = bambuErrors.faultOf(view);
        const notice = fault === null ? null : bambuErrors.sentenceOf(fault);
        assert.ok(pauseReason(view).length <= TEXT_LIMIT);
        bambuForeign.standingOf(view);
        bambuForeign.outcomeShown(view);
        const information = bambuErrors.informationOf(view);
        const told = information === null ? null : bambuErrors.sentenceOf(information);
        bambuErrors.startTrouble(view);
        const ours = { printId: ID, elapsedSeconds: 1, objects: objectsShown(BAMBU_OBJECTS, [], view) };
        mayLeave(bambuFeedback(view, ours, notice, reportedSlots(view, 'ams'), told));
      };
    },
  },
  {
    name: 'Moonraker',
    corpus: [
      { jsonrpc: '2.0', id: 1, result: { eventtime: 1, status: klipper.objects() } },
      { jsonrpc: '2.0', method: 'notify_status_update', params: [klipper.objects(), 1] },
      { jsonrpc: '2.0', id: 2, result: { count: 1, jobs: klipper.jobs } },
      { jsonrpc: '2.0', id: 3, error: { code: 400, message: 'Must home axis first' } },
      { result: [{ path: 'a.gcode', modified: 1.5, size: 10 }] },
      {
        result: {
          webcams: [{ name: 'a', service: 'mjpegstreamer', stream_url: '/webcam/?action=stream', enabled: true }],
        },
      },
    ],
    open() {
      let objects: Objects = {};
      let known: ForeignPrint | null = null;
      return (bytes) => {
        const message = readMoonraker(bytes.toString('utf8'));
        const told =
          message.kind === 'notice' ? message.params[0] : message.kind === 'result' ? message.result : parsed(bytes);
        const status = isRecord(told) && isRecord(told.status) ? told.status : told;
        objects = mergeStatus(objects, status);
        const jobs = readHistory(told);
        verdictOf(jobs, 'a.gcode');
        listingOf(told);
        readWebcams(told, 'http://voron.test/');
        const view = readKlipper(objects);
        known = klipperForeign(view, jobs, known, NOW);
        mayBeTold(known);
        mayLeave(klipperFeedback(view, ID));
      };
    },
  },
  {
    name: 'OctoPrint',
    corpus: [
      {
        history: {
          state: { text: 'Printing', flags: { operational: true, printing: true, ready: false, error: false } },
          job: { file: { name: 'a.gcode', path: 'a.gcode', origin: 'local', size: 1 } },
          progress: { completion: 12.5, filepos: 3, printTime: 60, printTimeLeft: 120 },
          temps: [{ time: 1, tool0: { actual: 21, target: 215 }, bed: { actual: 21, target: null } }],
          currentZ: 0.2,
        },
      },
      { current: { state: { flags: { paused: true, operational: true } }, progress: { printTime: 61 } } },
      { event: { type: 'PrintFailed', payload: { path: 'a.gcode', reason: 'cancelled' } } },
      { name: 'a.gcode', size: 3, date: 1, hash: 'ab', print: { success: 1, failure: 0 } },
      {
        files: [
          { type: 'folder', path: 'b', children: [{ type: 'machinecode', path: 'b/a.gcode', size: 1, date: 2 }] },
        ],
      },
    ],
    open() {
      let state: OctoState = UNKNOWN;
      let known: ForeignPrint | null = null;
      return (bytes) => {
        const message = readPush(bytes.toString('utf8'));
        if (message.kind === 'state') state = mergeState(state, message.change);
        doingOf(state);
        known = octoForeign(state, known, NOW);
        mayBeTold(known);
        const body = parsed(bytes);
        readFileEntry(body);
        readListing(body);
        const { temperatures, progress, z } = state;
        const { percent, elapsedSeconds, remainingSeconds } = progress;
        const done = { printId: ID, fraction: percent / 100, elapsedSeconds, remainingSeconds, layer: null, z };
        mayLeave({ temperatures, position: null, progress: done, line: null, notice: null });
      };
    },
  },
  {
    name: 'Duet',
    corpus: [
      board.whole(''),
      { key: '', flags: 'd99fn', result: board.live() },
      {
        state: {
          status: 'paused',
          messageBox: { mode: 3, seq: 7, title: 'Probe', message: 'In?', choices: ['a', 'b'] },
        },
      },
      { err: 0, sessionTimeout: 8_000, sessionKey: 17 },
      {
        dir: '0:/gcodes',
        first: 0,
        files: [{ type: 'f', name: 'a.g', size: 3, date: '2026-05-01T10:00:00' }],
        next: 0,
      },
    ],
    open() {
      let model: Model = {};
      let known: ForeignPrint | null = null;
      return (bytes) => {
        const text = bytes.toString('utf8');
        const told = readObject(text);
        const merged = mergeModel(model, isRecord(told?.result) ? told.result : told);
        model = isRecord(merged) ? merged : {};
        readLogin(text);
        readDuetFolder(told);
        seqsOf(model);
        const view = readView(model);
        readMessageBox(view.messageBox);
        known = duetForeign(view, known, NOW);
        mayBeTold(known);
        mayLeave(duetFeedback(view, ID));
      };
    },
  },
  {
    name: 'Elegoo',
    corpus: [
      { Status: elegoo.status(), MainboardID: '0d', Topic: 'sdcp/status/0d' },
      {
        Id: 'x',
        Data: { Cmd: 320, Data: { Ack: 0, HistoryData: ['a', 'b'] }, RequestID: 'r' },
        Topic: 'sdcp/response/0d',
      },
      {
        Data: {
          RequestID: 'r',
          Data: {
            Ack: 0,
            HistoryDetailList: [{ TaskId: 'a', TaskName: '/local/a.gcode', TaskStatus: 2, ErrorStatusReason: 3 }],
          },
        },
      },
      {
        Id: 'x',
        Data: {
          Name: 'a',
          MachineName: 'Centauri',
          MainboardID: '0d',
          ProtocolVersion: 'V3.0.0',
          FirmwareVersion: 'V1',
        },
      },
    ],
    open() {
      let known: ForeignPrint | null = null;
      return (bytes) => {
        const text = bytes.toString('utf8');
        readDiscovery(text);
        const message = readElegoo(text);
        if (message.kind === 'response') {
          refusalIn(message.data, 'start');
          taskIdsIn(message.data);
          const verdict = verdictIn(message.data, { taskId: 'a', fileName: 'a.gcode' });
          assert.ok(JSON.stringify(verdict).length <= TEXT_LIMIT);
        }
        const view = message.kind === 'status' ? readElegooView(message.fields) : null;
        if (view === null) return;
        known = foreignTask(view, known, NOW);
        mayBeTold(known);
        mayLeave(elegooFeedback(view, ID));
      };
    },
  },
  {
    name: 'Elegoo CC2',
    corpus: [
      { id: 7, method: 1002, result: { error_code: 0, ...cc2.status() } },
      { id: 1, method: 6000, result: { machine_status: { status: 2, sub_status: 2502, exception_status: [109] } } },
      { id: 8, method: 2005, result: { error_code: 0, ...cc2.canvasInfo() } },
      { id: 9, method: 1036, result: { error_code: 0, history_task_list: cc2.history() } },
      {
        id: 0,
        result: { host_name: 'a', machine_model: 'Centauri Carbon 2', sn: 'F01X', lan_status: 0, token_status: 1 },
      },
      { client_id: '0cli00', error: 'too many clients' },
    ],
    open() {
      let status = NOTHING_TOLD;
      let known: ForeignPrint | null = null;
      return (bytes) => {
        readCc2Discovery(bytes.toString('utf8'));
        cc2Message.uploadRefusalIn(bytes.toString('utf8'));
        const message = cc2Message.readPayload(bytes);
        if (message === null) return;
        cc2Message.registerRefusal(message);
        const change = cc2Message.readChange(message);
        const answer = cc2Message.readAnswer(message);
        if (change !== null) status = toldChange(status, change.id, change.change);
        else if (answer !== null) status = toldWhole(status, answer.result);
        const result = answer?.result ?? {};
        assert.ok((cc2Message.refusalIn(result)?.text ?? '').length <= TEXT_LIMIT);
        cc2Verdict(result, { taskId: 'a', fileName: 'a.gcode', cancelWished: false });
        const view = readCc2View(status.fields);
        if (view === null || view === 'starting') return;
        known = foreignTask(view, known, NOW);
        mayBeTold(known);
        mayLeave(cc2Feedback(view, ID, canvasSlots(readCanvas(result))));
      };
    },
  },
  {
    name: 'PrusaLink',
    corpus: [
      {
        job: { id: 7, progress: 12, time_printing: 60, time_remaining: 600 },
        storage: { path: '/usb/', name: 'usb', read_only: false },
        printer: {
          state: 'PRINTING',
          temp_nozzle: 21,
          target_nozzle: 215,
          temp_bed: 21,
          target_bed: 0,
          axis_z: 0.2,
          axis_x: 1,
          axis_y: 2,
          flow: 100,
          speed: 100,
        },
      },
      {
        id: 7,
        state: 'PRINTING',
        progress: 12,
        time_printing: 60,
        file: { name: 'A~1.GCO', display_name: 'a.gcode', path: '/usb/croft', size: 3 },
      },
      { api: '2.0.0', server: '2.1.2', text: 'PrusaLink', hostname: 'mk4' },
      { title: 'Not now', message: 'It is busy' },
      {
        name: 'croft',
        children: [{ name: 'A~1.GCO', display_name: 'a.gcode', type: 'PRINT_FILE', size: 3, m_timestamp: 1 }],
        size: 3,
      },
    ],
    open: () => (bytes) => {
      const body = parsed(bytes);
      readVersion(body);
      readJobFile(body);
      readFileSize(body);
      readLinkFolder(body);
      assert.ok(reasonOf(409, bytes.toString('utf8')).length <= TEXT_LIMIT);
      const status = readStatus(body);
      if (status !== null) mayLeave(linkFeedback(status, ID, null));
    },
  },
  {
    name: 'Prusa Connect',
    corpus: [
      {
        state: 'PRINTING',
        job_id: 7,
        progress: 12,
        time_printing: 60,
        time_remaining: 600,
        temp_nozzle: 21,
        target_nozzle: 215,
        axis_z: 1,
        speed: 100,
        dialog_id: 3,
        transfer_id: 4,
      },
      {
        event: 'INFO',
        state: 'IDLE',
        data: { firmware: '6.2.0', sn: 'CZPX', api_key: 'x', storages: [{ type: 'USB', mountpoint: '/usb' }] },
      },
      {
        event: 'JOB_INFO',
        state: 'PRINTING',
        job_id: 7,
        command_id: 9,
        data: { path_sfn: '/usb/A~1.GCO', path: '/usb/croft/a.gcode', state: 'FIN_OK', size: 3 },
      },
      {
        event: 'STATE_CHANGED',
        state: 'ATTENTION',
        dialog_id: 5,
        data: { code: '10301', title: 'Heat', text: 'Heat?', buttons: ['Yes', 'No'] },
      },
      { event: 'CANCELABLE_CHANGED', state: 'PRINTING', data: { objects: [{ id: 0, name: 'left', canceled: true }] } },
    ],
    open() {
      let status: ConnectStatus | null = null;
      return (bytes) => {
        const told = parsed(bytes);
        status = mergeTelemetry(status, told) ?? status;
        const event = connectEvent.readEvent(told);
        let objects: NonNullable<ReturnType<typeof connectEvent.objectsIn>> = [];
        if (event !== null) {
          status = mergeEvent(status, event.told);
          shown(event.told);
          connectEvent.namedJobIn(event);
          connectEvent.pastOutcomeIn(event);
          connectEvent.readIntroduction(event);
          assert.ok((connectEvent.readQuestion(event)?.text ?? '').length <= TEXT_LIMIT);
          connectEvent.sizeIn(event);
          objects = connectEvent.objectsIn(event) ?? [];
        }
        if (status !== null) mayLeave(connectFeedback(status, ID, objects, null));
      };
    },
  },
];
