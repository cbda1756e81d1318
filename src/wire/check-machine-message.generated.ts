// @ts-nocheck -- written by scripts/generate-validators.mjs from message.ts: change that, never this.
import type { Check } from './check.ts';
import type { ForeignHello, MachineMessage } from './message.ts';

export const isMachineMessage: Check<MachineMessage> = validate21;
export const isForeignHello: Check<ForeignHello> = validate170;

const schema6 = {"type":"object","required":["kind"],"discriminator":{"propertyName":"kind"},"oneOf":[{"$ref":"isMachineMessage.hello"},{"$ref":"isMachineMessage.snapshot"},{"$ref":"isMachineMessage.answer"},{"$ref":"isMachineMessage.feedback"},{"$ref":"isMachineMessage.file-request"},{"$ref":"isMachineMessage.history"},{"$ref":"isMachineMessage.heartbeat"},{"$ref":"isMachineMessage.printer-file-answer"}]};
const schema7 = {"type":"object","required":["kind","protocol","printerId","journalId","bootId","version","highestEpoch","driver","capabilities"],"properties":{"kind":{"type":"string","const":"hello"},"protocol":{"type":"array","items":{"type":"integer","minimum":0,"maximum":65535},"minItems":1,"maxItems":64},"printerId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"journalId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"bootId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"version":{"type":"integer","minimum":0,"maximum":9007199254740991},"highestEpoch":{"type":"integer","minimum":0,"maximum":9007199254740991},"driver":{"anyOf":[{"type":"null"},{"type":"string","pattern":"^[a-z0-9][a-z0-9.-]{0,63}$"}]},"capabilities":{"type":"array","items":{"type":"string","pattern":"^[a-z0-9][a-z0-9.-]{0,63}$"},"maxItems":64}},"additionalProperties":true};
const pattern0 = new RegExp("^[a-z0-9][a-z0-9-]{0,63}$", "u");
const pattern3 = new RegExp("^[a-z0-9][a-z0-9.-]{0,63}$", "u");

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((((((data.kind === undefined) && (missing0 = "kind")) || ((data.protocol === undefined) && (missing0 = "protocol"))) || ((data.printerId === undefined) && (missing0 = "printerId"))) || ((data.journalId === undefined) && (missing0 = "journalId"))) || ((data.bootId === undefined) && (missing0 = "bootId"))) || ((data.version === undefined) && (missing0 = "version"))) || ((data.highestEpoch === undefined) && (missing0 = "highestEpoch"))) || ((data.driver === undefined) && (missing0 = "driver"))) || ((data.capabilities === undefined) && (missing0 = "capabilities"))){
validate22.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate22.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("hello" !== data0){
validate22.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "hello"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.protocol !== undefined){
let data1 = data.protocol;
const _errs4 = errors;
if(errors === _errs4){
if(Array.isArray(data1)){
if(data1.length > 64){
validate22.errors = [{instancePath:instancePath+"/protocol",schemaPath:"#/properties/protocol/maxItems",keyword:"maxItems",params:{limit: 64}}];
return false;
}
else {
if(data1.length < 1){
validate22.errors = [{instancePath:instancePath+"/protocol",schemaPath:"#/properties/protocol/minItems",keyword:"minItems",params:{limit: 1}}];
return false;
}
else {
var valid1 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
const _errs6 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate22.errors = [{instancePath:instancePath+"/protocol/" + i0,schemaPath:"#/properties/protocol/items/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs6){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 65535 || isNaN(data2)){
validate22.errors = [{instancePath:instancePath+"/protocol/" + i0,schemaPath:"#/properties/protocol/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
validate22.errors = [{instancePath:instancePath+"/protocol/" + i0,schemaPath:"#/properties/protocol/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid1 = _errs6 === errors;
if(!valid1){
break;
}
}
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/protocol",schemaPath:"#/properties/protocol/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.printerId !== undefined){
let data3 = data.printerId;
const _errs8 = errors;
if(errors === _errs8){
if(typeof data3 === "string"){
if(!pattern0.test(data3)){
validate22.errors = [{instancePath:instancePath+"/printerId",schemaPath:"#/properties/printerId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate22.errors = [{instancePath:instancePath+"/printerId",schemaPath:"#/properties/printerId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.journalId !== undefined){
let data4 = data.journalId;
const _errs10 = errors;
if(errors === _errs10){
if(typeof data4 === "string"){
if(!pattern0.test(data4)){
validate22.errors = [{instancePath:instancePath+"/journalId",schemaPath:"#/properties/journalId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate22.errors = [{instancePath:instancePath+"/journalId",schemaPath:"#/properties/journalId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.bootId !== undefined){
let data5 = data.bootId;
const _errs12 = errors;
if(errors === _errs12){
if(typeof data5 === "string"){
if(!pattern0.test(data5)){
validate22.errors = [{instancePath:instancePath+"/bootId",schemaPath:"#/properties/bootId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate22.errors = [{instancePath:instancePath+"/bootId",schemaPath:"#/properties/bootId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.version !== undefined){
let data6 = data.version;
const _errs14 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate22.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs14){
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 9007199254740991 || isNaN(data6)){
validate22.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data6 < 0 || isNaN(data6)){
validate22.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.highestEpoch !== undefined){
let data7 = data.highestEpoch;
const _errs16 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate22.errors = [{instancePath:instancePath+"/highestEpoch",schemaPath:"#/properties/highestEpoch/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs16){
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 9007199254740991 || isNaN(data7)){
validate22.errors = [{instancePath:instancePath+"/highestEpoch",schemaPath:"#/properties/highestEpoch/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data7 < 0 || isNaN(data7)){
validate22.errors = [{instancePath:instancePath+"/highestEpoch",schemaPath:"#/properties/highestEpoch/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.driver !== undefined){
let data8 = data.driver;
const _errs18 = errors;
const _errs19 = errors;
let valid2 = false;
const _errs20 = errors;
if(data8 !== null){
const err0 = {instancePath:instancePath+"/driver",schemaPath:"#/properties/driver/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs20 === errors;
valid2 = valid2 || _valid0;
if(!valid2){
const _errs22 = errors;
if(errors === _errs22){
if(typeof data8 === "string"){
if(!pattern3.test(data8)){
const err1 = {instancePath:instancePath+"/driver",schemaPath:"#/properties/driver/anyOf/1/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9.-]{0,63}$"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/driver",schemaPath:"#/properties/driver/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
var _valid0 = _errs22 === errors;
valid2 = valid2 || _valid0;
}
if(!valid2){
const err3 = {instancePath:instancePath+"/driver",schemaPath:"#/properties/driver/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
validate22.errors = vErrors;
return false;
}
else {
errors = _errs19;
if(vErrors !== null){
if(_errs19){
vErrors.length = _errs19;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.capabilities !== undefined){
let data9 = data.capabilities;
const _errs24 = errors;
if(errors === _errs24){
if(Array.isArray(data9)){
if(data9.length > 64){
validate22.errors = [{instancePath:instancePath+"/capabilities",schemaPath:"#/properties/capabilities/maxItems",keyword:"maxItems",params:{limit: 64}}];
return false;
}
else {
var valid3 = true;
const len1 = data9.length;
for(let i1=0; i1<len1; i1++){
let data10 = data9[i1];
const _errs26 = errors;
if(errors === _errs26){
if(typeof data10 === "string"){
if(!pattern3.test(data10)){
validate22.errors = [{instancePath:instancePath+"/capabilities/" + i1,schemaPath:"#/properties/capabilities/items/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9.-]{0,63}$"}}];
return false;
}
}
else {
validate22.errors = [{instancePath:instancePath+"/capabilities/" + i1,schemaPath:"#/properties/capabilities/items/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid3 = _errs26 === errors;
if(!valid3){
break;
}
}
}
}
else {
validate22.errors = [{instancePath:instancePath+"/capabilities",schemaPath:"#/properties/capabilities/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
else {
validate22.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate22.errors = vErrors;
return errors === 0;
}

const schema8 = {"type":"object","required":["kind","epoch","snapshot"],"properties":{"kind":{"type":"string","const":"snapshot"},"epoch":{"type":"integer","minimum":0,"maximum":9007199254740991},"snapshot":{"type":"object","required":["journalId","bootId","version","printerId","phase","bed","printer","configurationVersion","stopNumber","pauseNumber","sensedClear","lastError","begun","entries","more"],"properties":{"journalId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"bootId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"version":{"type":"integer","minimum":0,"maximum":9007199254740991},"printerId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"phase":{"$ref":"Phase"},"bed":{"$ref":"Bed"},"printer":{"type":"object","required":["kind"],"discriminator":{"propertyName":"kind"},"oneOf":[{"$ref":"isMachineMessage.snapshot.properties.snapshot.properties.printer.reachable"},{"$ref":"isMachineMessage.snapshot.properties.snapshot.properties.printer.unreachable"}]},"configurationVersion":{"anyOf":[{"type":"null"},{"type":"integer","minimum":0,"maximum":9007199254740991}]},"stopNumber":{"type":"integer","minimum":0,"maximum":9007199254740991},"pauseNumber":{"type":"integer","minimum":0,"maximum":9007199254740991},"sensedClear":{"anyOf":[{"type":"null"},{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}\\.[0-9]{1,16}$"}]},"dialog":{"type":"object","required":["id","text","choices","since"],"properties":{"id":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"text":{"type":"string"},"choices":{"type":"array","items":{"type":"string"},"maxItems":10},"since":{"type":"number"}},"additionalProperties":false},"lastError":{"anyOf":[{"type":"null"},{"$ref":"PrinterError"}]},"begun":{"type":"array","items":{"type":"object","required":["printId","outcome"],"properties":{"printId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"outcome":{"anyOf":[{"type":"null"},{"type":"string","enum":["finished","cancelled","failed","never-started","unknown"]}]}},"additionalProperties":false},"maxItems":64},"entries":{"type":"array","items":{"type":"object","required":["seq","bootId","at","correlationId","fact"],"properties":{"seq":{"type":"integer","minimum":0,"maximum":9007199254740991},"bootId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"at":{"type":"number"},"correlationId":{"anyOf":[{"type":"null"},{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"}]},"fact":{"$ref":"Fact"}},"additionalProperties":false},"maxItems":256},"more":{"type":"boolean"}},"additionalProperties":false}},"additionalProperties":false};
const func2 = Object.prototype.hasOwnProperty;
const pattern12 = new RegExp("^[a-z0-9][a-z0-9-]{0,63}\\.[0-9]{1,16}$", "u");
const schema9 = {"type":"object","required":["kind"],"discriminator":{"propertyName":"kind"},"oneOf":[{"$ref":"Phase.connecting"},{"$ref":"Phase.adopting"},{"$ref":"Phase.preparing"},{"$ref":"Phase.printing"},{"$ref":"Phase.pausing"},{"$ref":"Phase.resuming"},{"$ref":"Phase.cancelling"},{"$ref":"Phase.clearing"},{"$ref":"Phase.unverified"},{"$ref":"Phase.ready"},{"$ref":"Phase.paused"},{"$ref":"Phase.awaiting-retrieval"},{"$ref":"Phase.faulted"},{"$ref":"Phase.stopped"}]};
const schema10 = {"type":"object","required":["kind","why"],"properties":{"kind":{"type":"string","const":"connecting"},"why":{"type":"object","required":["kind"],"discriminator":{"propertyName":"kind"},"oneOf":[{"$ref":"Phase.connecting.properties.why.boot"},{"$ref":"Phase.connecting.properties.why.cleared"}]}},"additionalProperties":false};
const schema11 = {"type":"object","required":["kind"],"properties":{"kind":{"type":"string","const":"boot"}},"additionalProperties":false};

function validate26(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.kind === undefined) && (missing0 = "kind")){
validate26.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(key0 === "kind")){
validate26.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
validate26.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("boot" !== data0){
validate26.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "boot"}}];
return false;
}
}
}
}
}
else {
validate26.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate26.errors = vErrors;
return errors === 0;
}

const schema12 = {"type":"object","required":["kind","trustUntil"],"properties":{"kind":{"type":"string","const":"cleared"},"trustUntil":{"type":"number"}},"additionalProperties":false};

function validate27(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.trustUntil === undefined) && (missing0 = "trustUntil"))){
validate27.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "trustUntil"))){
validate27.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate27.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("cleared" !== data0){
validate27.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "cleared"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.trustUntil !== undefined){
let data1 = data.trustUntil;
const _errs4 = errors;
if(!((typeof data1 == "number") && (isFinite(data1)))){
validate27.errors = [{instancePath:instancePath+"/trustUntil",schemaPath:"#/properties/trustUntil/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate27.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate27.errors = vErrors;
return errors === 0;
}


function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.why === undefined) && (missing0 = "why"))){
validate25.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "why"))){
validate25.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate25.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("connecting" !== data0){
validate25.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "connecting"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.why !== undefined){
let data1 = data.why;
const _errs4 = errors;
if(errors === _errs4){
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
let missing1;
if((data1.kind === undefined) && (missing1 = "kind")){
validate25.errors = [{instancePath:instancePath+"/why",schemaPath:"#/properties/why/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const tag0 = data1.kind;
if(typeof tag0 == "string"){
if(tag0 === "boot"){
if(!(validate26(data1, {instancePath:instancePath+"/why",parentData:data,parentDataProperty:"why",rootData}))){
vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
errors = vErrors.length;
}
}
else if(tag0 === "cleared"){
if(!(validate27(data1, {instancePath:instancePath+"/why",parentData:data,parentDataProperty:"why",rootData}))){
vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
errors = vErrors.length;
}
}
else {
validate25.errors = [{instancePath:instancePath+"/why",schemaPath:"#/properties/why/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "kind", tagValue: tag0}}];
return false;
}
}
else {
validate25.errors = [{instancePath:instancePath+"/why",schemaPath:"#/properties/why/discriminator",keyword:"discriminator",params:{error: "tag", tag: "kind", tagValue: tag0}}];
return false;
}
}
}
else {
validate25.errors = [{instancePath:instancePath+"/why",schemaPath:"#/properties/why/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate25.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate25.errors = vErrors;
return errors === 0;
}

const schema13 = {"type":"object","required":["kind","print","resumeInto"],"properties":{"kind":{"type":"string","const":"adopting"},"print":{"anyOf":[{"type":"null"},{"$ref":"OpenPrint"}]},"resumeInto":{"type":"string","enum":["printing","paused","cancelling","unverified"]}},"additionalProperties":false};
const schema14 = {"type":"object","required":["id","origin","jobId","file","name","since"],"properties":{"id":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"origin":{"type":"string","enum":["ours","foreign"]},"jobId":{"anyOf":[{"type":"null"},{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"}]},"file":{"anyOf":[{"type":"null"},{"$ref":"PrintFile"}]},"card":{"type":"object","required":["path","sizeBytes"],"properties":{"path":{"type":"string"},"sizeBytes":{"anyOf":[{"type":"null"},{"type":"integer","minimum":0,"maximum":9007199254740991}]}},"additionalProperties":false},"plate":{"type":"integer","minimum":0,"maximum":9007199254740991},"name":{"type":"string"},"continues":{"type":"object","required":["of","line","layer","zMm","since","stood","error"],"properties":{"of":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"line":{"type":"integer","minimum":0,"maximum":9007199254740991},"layer":{"type":"integer","minimum":0,"maximum":9007199254740991},"zMm":{"anyOf":[{"type":"null"},{"type":"number"}]},"since":{"type":"number"},"stood":{"type":"object","required":["taken","sent","leftOut","led"],"properties":{"taken":{"type":"integer","minimum":0,"maximum":9007199254740991},"sent":{"anyOf":[{"type":"null"},{"type":"integer","minimum":0,"maximum":9007199254740991}]},"leftOut":{"type":"boolean"},"led":{"type":"boolean"}},"additionalProperties":false},"error":{"$ref":"PrinterError"}},"additionalProperties":false},"since":{"type":"number"}},"additionalProperties":false};
const schema15 = {"type":"object","required":["digest","name","sizeBytes"],"properties":{"digest":{"type":"string","pattern":"^[0-9a-f]{64}$"},"name":{"type":"string"},"sizeBytes":{"type":"integer","minimum":0,"maximum":9007199254740991},"slots":{"type":"array","items":{"type":"object","required":["filament","slot","holds"],"properties":{"filament":{"type":"integer","minimum":0,"maximum":9007199254740991},"slot":{"type":"integer","minimum":0,"maximum":9007199254740991},"holds":{"type":"object","required":["type","colour","tag"],"properties":{"type":{"anyOf":[{"type":"null"},{"type":"string"}]},"colour":{"anyOf":[{"type":"null"},{"type":"string"}]},"tag":{"anyOf":[{"type":"null"},{"type":"string"}]}},"additionalProperties":false}},"additionalProperties":false},"maxItems":64},"objects":{"type":"array","items":{"type":"object","required":["id","name"],"properties":{"id":{"type":"string"},"name":{"type":"string"}},"additionalProperties":false},"maxItems":100}},"additionalProperties":false};
const pattern10 = new RegExp("^[0-9a-f]{64}$", "u");

function validate32(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.digest === undefined) && (missing0 = "digest")) || ((data.name === undefined) && (missing0 = "name"))) || ((data.sizeBytes === undefined) && (missing0 = "sizeBytes"))){
validate32.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((((key0 === "digest") || (key0 === "name")) || (key0 === "sizeBytes")) || (key0 === "slots")) || (key0 === "objects"))){
validate32.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.digest !== undefined){
let data0 = data.digest;
const _errs2 = errors;
if(errors === _errs2){
if(typeof data0 === "string"){
if(!pattern10.test(data0)){
validate32.errors = [{instancePath:instancePath+"/digest",schemaPath:"#/properties/digest/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f]{64}$"}}];
return false;
}
}
else {
validate32.errors = [{instancePath:instancePath+"/digest",schemaPath:"#/properties/digest/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.name !== undefined){
const _errs4 = errors;
if(typeof data.name !== "string"){
validate32.errors = [{instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.sizeBytes !== undefined){
let data2 = data.sizeBytes;
const _errs6 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate32.errors = [{instancePath:instancePath+"/sizeBytes",schemaPath:"#/properties/sizeBytes/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs6){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 9007199254740991 || isNaN(data2)){
validate32.errors = [{instancePath:instancePath+"/sizeBytes",schemaPath:"#/properties/sizeBytes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
validate32.errors = [{instancePath:instancePath+"/sizeBytes",schemaPath:"#/properties/sizeBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.slots !== undefined){
let data3 = data.slots;
const _errs8 = errors;
if(errors === _errs8){
if(Array.isArray(data3)){
if(data3.length > 64){
validate32.errors = [{instancePath:instancePath+"/slots",schemaPath:"#/properties/slots/maxItems",keyword:"maxItems",params:{limit: 64}}];
return false;
}
else {
var valid1 = true;
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
let data4 = data3[i0];
const _errs10 = errors;
if(errors === _errs10){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
let missing1;
if((((data4.filament === undefined) && (missing1 = "filament")) || ((data4.slot === undefined) && (missing1 = "slot"))) || ((data4.holds === undefined) && (missing1 = "holds"))){
validate32.errors = [{instancePath:instancePath+"/slots/" + i0,schemaPath:"#/properties/slots/items/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs12 = errors;
for(const key1 in data4){
if(!(((key1 === "filament") || (key1 === "slot")) || (key1 === "holds"))){
validate32.errors = [{instancePath:instancePath+"/slots/" + i0,schemaPath:"#/properties/slots/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs12 === errors){
if(data4.filament !== undefined){
let data5 = data4.filament;
const _errs13 = errors;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
validate32.errors = [{instancePath:instancePath+"/slots/" + i0+"/filament",schemaPath:"#/properties/slots/items/properties/filament/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs13){
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 9007199254740991 || isNaN(data5)){
validate32.errors = [{instancePath:instancePath+"/slots/" + i0+"/filament",schemaPath:"#/properties/slots/items/properties/filament/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data5 < 0 || isNaN(data5)){
validate32.errors = [{instancePath:instancePath+"/slots/" + i0+"/filament",schemaPath:"#/properties/slots/items/properties/filament/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid2 = _errs13 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data4.slot !== undefined){
let data6 = data4.slot;
const _errs15 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate32.errors = [{instancePath:instancePath+"/slots/" + i0+"/slot",schemaPath:"#/properties/slots/items/properties/slot/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs15){
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 9007199254740991 || isNaN(data6)){
validate32.errors = [{instancePath:instancePath+"/slots/" + i0+"/slot",schemaPath:"#/properties/slots/items/properties/slot/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data6 < 0 || isNaN(data6)){
validate32.errors = [{instancePath:instancePath+"/slots/" + i0+"/slot",schemaPath:"#/properties/slots/items/properties/slot/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid2 = _errs15 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data4.holds !== undefined){
let data7 = data4.holds;
const _errs17 = errors;
if(errors === _errs17){
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
let missing2;
if((((data7.type === undefined) && (missing2 = "type")) || ((data7.colour === undefined) && (missing2 = "colour"))) || ((data7.tag === undefined) && (missing2 = "tag"))){
validate32.errors = [{instancePath:instancePath+"/slots/" + i0+"/holds",schemaPath:"#/properties/slots/items/properties/holds/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
const _errs19 = errors;
for(const key2 in data7){
if(!(((key2 === "type") || (key2 === "colour")) || (key2 === "tag"))){
validate32.errors = [{instancePath:instancePath+"/slots/" + i0+"/holds",schemaPath:"#/properties/slots/items/properties/holds/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}}];
return false;
break;
}
}
if(_errs19 === errors){
if(data7.type !== undefined){
let data8 = data7.type;
const _errs20 = errors;
const _errs21 = errors;
let valid4 = false;
const _errs22 = errors;
if(data8 !== null){
const err0 = {instancePath:instancePath+"/slots/" + i0+"/holds/type",schemaPath:"#/properties/slots/items/properties/holds/properties/type/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs22 === errors;
valid4 = valid4 || _valid0;
if(!valid4){
const _errs24 = errors;
if(typeof data8 !== "string"){
const err1 = {instancePath:instancePath+"/slots/" + i0+"/holds/type",schemaPath:"#/properties/slots/items/properties/holds/properties/type/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs24 === errors;
valid4 = valid4 || _valid0;
}
if(!valid4){
const err2 = {instancePath:instancePath+"/slots/" + i0+"/holds/type",schemaPath:"#/properties/slots/items/properties/holds/properties/type/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
validate32.errors = vErrors;
return false;
}
else {
errors = _errs21;
if(vErrors !== null){
if(_errs21){
vErrors.length = _errs21;
}
else {
vErrors = null;
}
}
}
var valid3 = _errs20 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data7.colour !== undefined){
let data9 = data7.colour;
const _errs26 = errors;
const _errs27 = errors;
let valid5 = false;
const _errs28 = errors;
if(data9 !== null){
const err3 = {instancePath:instancePath+"/slots/" + i0+"/holds/colour",schemaPath:"#/properties/slots/items/properties/holds/properties/colour/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
var _valid1 = _errs28 === errors;
valid5 = valid5 || _valid1;
if(!valid5){
const _errs30 = errors;
if(typeof data9 !== "string"){
const err4 = {instancePath:instancePath+"/slots/" + i0+"/holds/colour",schemaPath:"#/properties/slots/items/properties/holds/properties/colour/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
var _valid1 = _errs30 === errors;
valid5 = valid5 || _valid1;
}
if(!valid5){
const err5 = {instancePath:instancePath+"/slots/" + i0+"/holds/colour",schemaPath:"#/properties/slots/items/properties/holds/properties/colour/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
validate32.errors = vErrors;
return false;
}
else {
errors = _errs27;
if(vErrors !== null){
if(_errs27){
vErrors.length = _errs27;
}
else {
vErrors = null;
}
}
}
var valid3 = _errs26 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data7.tag !== undefined){
let data10 = data7.tag;
const _errs32 = errors;
const _errs33 = errors;
let valid6 = false;
const _errs34 = errors;
if(data10 !== null){
const err6 = {instancePath:instancePath+"/slots/" + i0+"/holds/tag",schemaPath:"#/properties/slots/items/properties/holds/properties/tag/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
var _valid2 = _errs34 === errors;
valid6 = valid6 || _valid2;
if(!valid6){
const _errs36 = errors;
if(typeof data10 !== "string"){
const err7 = {instancePath:instancePath+"/slots/" + i0+"/holds/tag",schemaPath:"#/properties/slots/items/properties/holds/properties/tag/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
var _valid2 = _errs36 === errors;
valid6 = valid6 || _valid2;
}
if(!valid6){
const err8 = {instancePath:instancePath+"/slots/" + i0+"/holds/tag",schemaPath:"#/properties/slots/items/properties/holds/properties/tag/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
validate32.errors = vErrors;
return false;
}
else {
errors = _errs33;
if(vErrors !== null){
if(_errs33){
vErrors.length = _errs33;
}
else {
vErrors = null;
}
}
}
var valid3 = _errs32 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
}
else {
validate32.errors = [{instancePath:instancePath+"/slots/" + i0+"/holds",schemaPath:"#/properties/slots/items/properties/holds/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid2 = _errs17 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
else {
validate32.errors = [{instancePath:instancePath+"/slots/" + i0,schemaPath:"#/properties/slots/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid1 = _errs10 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate32.errors = [{instancePath:instancePath+"/slots",schemaPath:"#/properties/slots/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.objects !== undefined){
let data11 = data.objects;
const _errs38 = errors;
if(errors === _errs38){
if(Array.isArray(data11)){
if(data11.length > 100){
validate32.errors = [{instancePath:instancePath+"/objects",schemaPath:"#/properties/objects/maxItems",keyword:"maxItems",params:{limit: 100}}];
return false;
}
else {
var valid7 = true;
const len1 = data11.length;
for(let i1=0; i1<len1; i1++){
let data12 = data11[i1];
const _errs40 = errors;
if(errors === _errs40){
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
let missing3;
if(((data12.id === undefined) && (missing3 = "id")) || ((data12.name === undefined) && (missing3 = "name"))){
validate32.errors = [{instancePath:instancePath+"/objects/" + i1,schemaPath:"#/properties/objects/items/required",keyword:"required",params:{missingProperty: missing3}}];
return false;
}
else {
const _errs42 = errors;
for(const key3 in data12){
if(!((key3 === "id") || (key3 === "name"))){
validate32.errors = [{instancePath:instancePath+"/objects/" + i1,schemaPath:"#/properties/objects/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}}];
return false;
break;
}
}
if(_errs42 === errors){
if(data12.id !== undefined){
const _errs43 = errors;
if(typeof data12.id !== "string"){
validate32.errors = [{instancePath:instancePath+"/objects/" + i1+"/id",schemaPath:"#/properties/objects/items/properties/id/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid8 = _errs43 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data12.name !== undefined){
const _errs45 = errors;
if(typeof data12.name !== "string"){
validate32.errors = [{instancePath:instancePath+"/objects/" + i1+"/name",schemaPath:"#/properties/objects/items/properties/name/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid8 = _errs45 === errors;
}
else {
var valid8 = true;
}
}
}
}
}
else {
validate32.errors = [{instancePath:instancePath+"/objects/" + i1,schemaPath:"#/properties/objects/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid7 = _errs40 === errors;
if(!valid7){
break;
}
}
}
}
else {
validate32.errors = [{instancePath:instancePath+"/objects",schemaPath:"#/properties/objects/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs38 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate32.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate32.errors = vErrors;
return errors === 0;
}

const schema16 = {"type":"object","required":["code","message","at"],"properties":{"code":{"type":"string","enum":["printer-reported-failure","printer-halted","printer-reset","port-lost","no-answer","protocol-trouble","resume-unproven","start-unconfirmed","file-unavailable","file-refused","disk-full","machine-crashed","emergency-stop","wrong-credentials","blind-while-preparing","noisy-line"]},"message":{"type":"string"},"at":{"type":"number"}},"additionalProperties":false};

function validate34(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.code === undefined) && (missing0 = "code")) || ((data.message === undefined) && (missing0 = "message"))) || ((data.at === undefined) && (missing0 = "at"))){
validate34.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "code") || (key0 === "message")) || (key0 === "at"))){
validate34.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.code !== undefined){
let data0 = data.code;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate34.errors = [{instancePath:instancePath+"/code",schemaPath:"#/properties/code/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!((((((((((((((((data0 === "printer-reported-failure") || (data0 === "printer-halted")) || (data0 === "printer-reset")) || (data0 === "port-lost")) || (data0 === "no-answer")) || (data0 === "protocol-trouble")) || (data0 === "resume-unproven")) || (data0 === "start-unconfirmed")) || (data0 === "file-unavailable")) || (data0 === "file-refused")) || (data0 === "disk-full")) || (data0 === "machine-crashed")) || (data0 === "emergency-stop")) || (data0 === "wrong-credentials")) || (data0 === "blind-while-preparing")) || (data0 === "noisy-line"))){
validate34.errors = [{instancePath:instancePath+"/code",schemaPath:"#/properties/code/enum",keyword:"enum",params:{allowedValues: schema16.properties.code.enum}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.message !== undefined){
const _errs4 = errors;
if(typeof data.message !== "string"){
validate34.errors = [{instancePath:instancePath+"/message",schemaPath:"#/properties/message/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.at !== undefined){
let data2 = data.at;
const _errs6 = errors;
if(!((typeof data2 == "number") && (isFinite(data2)))){
validate34.errors = [{instancePath:instancePath+"/at",schemaPath:"#/properties/at/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate34.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate34.errors = vErrors;
return errors === 0;
}


function validate31(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((((data.id === undefined) && (missing0 = "id")) || ((data.origin === undefined) && (missing0 = "origin"))) || ((data.jobId === undefined) && (missing0 = "jobId"))) || ((data.file === undefined) && (missing0 = "file"))) || ((data.name === undefined) && (missing0 = "name"))) || ((data.since === undefined) && (missing0 = "since"))){
validate31.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema14.properties, key0))){
validate31.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.id !== undefined){
let data0 = data.id;
const _errs2 = errors;
if(errors === _errs2){
if(typeof data0 === "string"){
if(!pattern0.test(data0)){
validate31.errors = [{instancePath:instancePath+"/id",schemaPath:"#/properties/id/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate31.errors = [{instancePath:instancePath+"/id",schemaPath:"#/properties/id/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.origin !== undefined){
let data1 = data.origin;
const _errs4 = errors;
if(typeof data1 !== "string"){
validate31.errors = [{instancePath:instancePath+"/origin",schemaPath:"#/properties/origin/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!((data1 === "ours") || (data1 === "foreign"))){
validate31.errors = [{instancePath:instancePath+"/origin",schemaPath:"#/properties/origin/enum",keyword:"enum",params:{allowedValues: schema14.properties.origin.enum}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.jobId !== undefined){
let data2 = data.jobId;
const _errs6 = errors;
const _errs7 = errors;
let valid1 = false;
const _errs8 = errors;
if(data2 !== null){
const err0 = {instancePath:instancePath+"/jobId",schemaPath:"#/properties/jobId/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs8 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const _errs10 = errors;
if(errors === _errs10){
if(typeof data2 === "string"){
if(!pattern0.test(data2)){
const err1 = {instancePath:instancePath+"/jobId",schemaPath:"#/properties/jobId/anyOf/1/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/jobId",schemaPath:"#/properties/jobId/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
var _valid0 = _errs10 === errors;
valid1 = valid1 || _valid0;
}
if(!valid1){
const err3 = {instancePath:instancePath+"/jobId",schemaPath:"#/properties/jobId/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
validate31.errors = vErrors;
return false;
}
else {
errors = _errs7;
if(vErrors !== null){
if(_errs7){
vErrors.length = _errs7;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.file !== undefined){
let data3 = data.file;
const _errs12 = errors;
const _errs13 = errors;
let valid2 = false;
const _errs14 = errors;
if(data3 !== null){
const err4 = {instancePath:instancePath+"/file",schemaPath:"#/properties/file/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
var _valid1 = _errs14 === errors;
valid2 = valid2 || _valid1;
if(!valid2){
const _errs16 = errors;
if(!(validate32(data3, {instancePath:instancePath+"/file",parentData:data,parentDataProperty:"file",rootData}))){
vErrors = vErrors === null ? validate32.errors : vErrors.concat(validate32.errors);
errors = vErrors.length;
}
var _valid1 = _errs16 === errors;
valid2 = valid2 || _valid1;
}
if(!valid2){
const err5 = {instancePath:instancePath+"/file",schemaPath:"#/properties/file/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
validate31.errors = vErrors;
return false;
}
else {
errors = _errs13;
if(vErrors !== null){
if(_errs13){
vErrors.length = _errs13;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.card !== undefined){
let data4 = data.card;
const _errs17 = errors;
if(errors === _errs17){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
let missing1;
if(((data4.path === undefined) && (missing1 = "path")) || ((data4.sizeBytes === undefined) && (missing1 = "sizeBytes"))){
validate31.errors = [{instancePath:instancePath+"/card",schemaPath:"#/properties/card/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs19 = errors;
for(const key1 in data4){
if(!((key1 === "path") || (key1 === "sizeBytes"))){
validate31.errors = [{instancePath:instancePath+"/card",schemaPath:"#/properties/card/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs19 === errors){
if(data4.path !== undefined){
const _errs20 = errors;
if(typeof data4.path !== "string"){
validate31.errors = [{instancePath:instancePath+"/card/path",schemaPath:"#/properties/card/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid3 = _errs20 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data4.sizeBytes !== undefined){
let data6 = data4.sizeBytes;
const _errs22 = errors;
const _errs23 = errors;
let valid4 = false;
const _errs24 = errors;
if(data6 !== null){
const err6 = {instancePath:instancePath+"/card/sizeBytes",schemaPath:"#/properties/card/properties/sizeBytes/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
var _valid2 = _errs24 === errors;
valid4 = valid4 || _valid2;
if(!valid4){
const _errs26 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
const err7 = {instancePath:instancePath+"/card/sizeBytes",schemaPath:"#/properties/card/properties/sizeBytes/anyOf/1/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(errors === _errs26){
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 9007199254740991 || isNaN(data6)){
const err8 = {instancePath:instancePath+"/card/sizeBytes",schemaPath:"#/properties/card/properties/sizeBytes/anyOf/1/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
else {
if(data6 < 0 || isNaN(data6)){
const err9 = {instancePath:instancePath+"/card/sizeBytes",schemaPath:"#/properties/card/properties/sizeBytes/anyOf/1/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
}
var _valid2 = _errs26 === errors;
valid4 = valid4 || _valid2;
}
if(!valid4){
const err10 = {instancePath:instancePath+"/card/sizeBytes",schemaPath:"#/properties/card/properties/sizeBytes/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
validate31.errors = vErrors;
return false;
}
else {
errors = _errs23;
if(vErrors !== null){
if(_errs23){
vErrors.length = _errs23;
}
else {
vErrors = null;
}
}
}
var valid3 = _errs22 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
else {
validate31.errors = [{instancePath:instancePath+"/card",schemaPath:"#/properties/card/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.plate !== undefined){
let data7 = data.plate;
const _errs28 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate31.errors = [{instancePath:instancePath+"/plate",schemaPath:"#/properties/plate/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs28){
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 9007199254740991 || isNaN(data7)){
validate31.errors = [{instancePath:instancePath+"/plate",schemaPath:"#/properties/plate/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data7 < 0 || isNaN(data7)){
validate31.errors = [{instancePath:instancePath+"/plate",schemaPath:"#/properties/plate/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.name !== undefined){
const _errs30 = errors;
if(typeof data.name !== "string"){
validate31.errors = [{instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs30 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.continues !== undefined){
let data9 = data.continues;
const _errs32 = errors;
if(errors === _errs32){
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
let missing2;
if((((((((data9.of === undefined) && (missing2 = "of")) || ((data9.line === undefined) && (missing2 = "line"))) || ((data9.layer === undefined) && (missing2 = "layer"))) || ((data9.zMm === undefined) && (missing2 = "zMm"))) || ((data9.since === undefined) && (missing2 = "since"))) || ((data9.stood === undefined) && (missing2 = "stood"))) || ((data9.error === undefined) && (missing2 = "error"))){
validate31.errors = [{instancePath:instancePath+"/continues",schemaPath:"#/properties/continues/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
const _errs34 = errors;
for(const key2 in data9){
if(!(((((((key2 === "of") || (key2 === "line")) || (key2 === "layer")) || (key2 === "zMm")) || (key2 === "since")) || (key2 === "stood")) || (key2 === "error"))){
validate31.errors = [{instancePath:instancePath+"/continues",schemaPath:"#/properties/continues/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}}];
return false;
break;
}
}
if(_errs34 === errors){
if(data9.of !== undefined){
let data10 = data9.of;
const _errs35 = errors;
if(errors === _errs35){
if(typeof data10 === "string"){
if(!pattern0.test(data10)){
validate31.errors = [{instancePath:instancePath+"/continues/of",schemaPath:"#/properties/continues/properties/of/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate31.errors = [{instancePath:instancePath+"/continues/of",schemaPath:"#/properties/continues/properties/of/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid5 = _errs35 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data9.line !== undefined){
let data11 = data9.line;
const _errs37 = errors;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
validate31.errors = [{instancePath:instancePath+"/continues/line",schemaPath:"#/properties/continues/properties/line/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs37){
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 9007199254740991 || isNaN(data11)){
validate31.errors = [{instancePath:instancePath+"/continues/line",schemaPath:"#/properties/continues/properties/line/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data11 < 0 || isNaN(data11)){
validate31.errors = [{instancePath:instancePath+"/continues/line",schemaPath:"#/properties/continues/properties/line/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid5 = _errs37 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data9.layer !== undefined){
let data12 = data9.layer;
const _errs39 = errors;
if(!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))){
validate31.errors = [{instancePath:instancePath+"/continues/layer",schemaPath:"#/properties/continues/properties/layer/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs39){
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 9007199254740991 || isNaN(data12)){
validate31.errors = [{instancePath:instancePath+"/continues/layer",schemaPath:"#/properties/continues/properties/layer/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data12 < 0 || isNaN(data12)){
validate31.errors = [{instancePath:instancePath+"/continues/layer",schemaPath:"#/properties/continues/properties/layer/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid5 = _errs39 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data9.zMm !== undefined){
let data13 = data9.zMm;
const _errs41 = errors;
const _errs42 = errors;
let valid6 = false;
const _errs43 = errors;
if(data13 !== null){
const err11 = {instancePath:instancePath+"/continues/zMm",schemaPath:"#/properties/continues/properties/zMm/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
var _valid3 = _errs43 === errors;
valid6 = valid6 || _valid3;
if(!valid6){
const _errs45 = errors;
if(!((typeof data13 == "number") && (isFinite(data13)))){
const err12 = {instancePath:instancePath+"/continues/zMm",schemaPath:"#/properties/continues/properties/zMm/anyOf/1/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
var _valid3 = _errs45 === errors;
valid6 = valid6 || _valid3;
}
if(!valid6){
const err13 = {instancePath:instancePath+"/continues/zMm",schemaPath:"#/properties/continues/properties/zMm/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
validate31.errors = vErrors;
return false;
}
else {
errors = _errs42;
if(vErrors !== null){
if(_errs42){
vErrors.length = _errs42;
}
else {
vErrors = null;
}
}
}
var valid5 = _errs41 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data9.since !== undefined){
let data14 = data9.since;
const _errs47 = errors;
if(!((typeof data14 == "number") && (isFinite(data14)))){
validate31.errors = [{instancePath:instancePath+"/continues/since",schemaPath:"#/properties/continues/properties/since/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid5 = _errs47 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data9.stood !== undefined){
let data15 = data9.stood;
const _errs49 = errors;
if(errors === _errs49){
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
let missing3;
if(((((data15.taken === undefined) && (missing3 = "taken")) || ((data15.sent === undefined) && (missing3 = "sent"))) || ((data15.leftOut === undefined) && (missing3 = "leftOut"))) || ((data15.led === undefined) && (missing3 = "led"))){
validate31.errors = [{instancePath:instancePath+"/continues/stood",schemaPath:"#/properties/continues/properties/stood/required",keyword:"required",params:{missingProperty: missing3}}];
return false;
}
else {
const _errs51 = errors;
for(const key3 in data15){
if(!((((key3 === "taken") || (key3 === "sent")) || (key3 === "leftOut")) || (key3 === "led"))){
validate31.errors = [{instancePath:instancePath+"/continues/stood",schemaPath:"#/properties/continues/properties/stood/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}}];
return false;
break;
}
}
if(_errs51 === errors){
if(data15.taken !== undefined){
let data16 = data15.taken;
const _errs52 = errors;
if(!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))){
validate31.errors = [{instancePath:instancePath+"/continues/stood/taken",schemaPath:"#/properties/continues/properties/stood/properties/taken/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs52){
if((typeof data16 == "number") && (isFinite(data16))){
if(data16 > 9007199254740991 || isNaN(data16)){
validate31.errors = [{instancePath:instancePath+"/continues/stood/taken",schemaPath:"#/properties/continues/properties/stood/properties/taken/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data16 < 0 || isNaN(data16)){
validate31.errors = [{instancePath:instancePath+"/continues/stood/taken",schemaPath:"#/properties/continues/properties/stood/properties/taken/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid7 = _errs52 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data15.sent !== undefined){
let data17 = data15.sent;
const _errs54 = errors;
const _errs55 = errors;
let valid8 = false;
const _errs56 = errors;
if(data17 !== null){
const err14 = {instancePath:instancePath+"/continues/stood/sent",schemaPath:"#/properties/continues/properties/stood/properties/sent/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
var _valid4 = _errs56 === errors;
valid8 = valid8 || _valid4;
if(!valid8){
const _errs58 = errors;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
const err15 = {instancePath:instancePath+"/continues/stood/sent",schemaPath:"#/properties/continues/properties/stood/properties/sent/anyOf/1/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(errors === _errs58){
if((typeof data17 == "number") && (isFinite(data17))){
if(data17 > 9007199254740991 || isNaN(data17)){
const err16 = {instancePath:instancePath+"/continues/stood/sent",schemaPath:"#/properties/continues/properties/stood/properties/sent/anyOf/1/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
else {
if(data17 < 0 || isNaN(data17)){
const err17 = {instancePath:instancePath+"/continues/stood/sent",schemaPath:"#/properties/continues/properties/stood/properties/sent/anyOf/1/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
}
var _valid4 = _errs58 === errors;
valid8 = valid8 || _valid4;
}
if(!valid8){
const err18 = {instancePath:instancePath+"/continues/stood/sent",schemaPath:"#/properties/continues/properties/stood/properties/sent/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
validate31.errors = vErrors;
return false;
}
else {
errors = _errs55;
if(vErrors !== null){
if(_errs55){
vErrors.length = _errs55;
}
else {
vErrors = null;
}
}
}
var valid7 = _errs54 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data15.leftOut !== undefined){
const _errs60 = errors;
if(typeof data15.leftOut !== "boolean"){
validate31.errors = [{instancePath:instancePath+"/continues/stood/leftOut",schemaPath:"#/properties/continues/properties/stood/properties/leftOut/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid7 = _errs60 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data15.led !== undefined){
const _errs62 = errors;
if(typeof data15.led !== "boolean"){
validate31.errors = [{instancePath:instancePath+"/continues/stood/led",schemaPath:"#/properties/continues/properties/stood/properties/led/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid7 = _errs62 === errors;
}
else {
var valid7 = true;
}
}
}
}
}
}
}
else {
validate31.errors = [{instancePath:instancePath+"/continues/stood",schemaPath:"#/properties/continues/properties/stood/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid5 = _errs49 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data9.error !== undefined){
const _errs64 = errors;
if(!(validate34(data9.error, {instancePath:instancePath+"/continues/error",parentData:data9,parentDataProperty:"error",rootData}))){
vErrors = vErrors === null ? validate34.errors : vErrors.concat(validate34.errors);
errors = vErrors.length;
}
var valid5 = _errs64 === errors;
}
else {
var valid5 = true;
}
}
}
}
}
}
}
}
}
}
else {
validate31.errors = [{instancePath:instancePath+"/continues",schemaPath:"#/properties/continues/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs32 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.since !== undefined){
let data21 = data.since;
const _errs65 = errors;
if(!((typeof data21 == "number") && (isFinite(data21)))){
validate31.errors = [{instancePath:instancePath+"/since",schemaPath:"#/properties/since/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs65 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate31.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate31.errors = vErrors;
return errors === 0;
}


function validate30(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))) || ((data.resumeInto === undefined) && (missing0 = "resumeInto"))){
validate30.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "print")) || (key0 === "resumeInto"))){
validate30.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate30.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("adopting" !== data0){
validate30.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "adopting"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
let data1 = data.print;
const _errs4 = errors;
const _errs5 = errors;
let valid1 = false;
const _errs6 = errors;
if(data1 !== null){
const err0 = {instancePath:instancePath+"/print",schemaPath:"#/properties/print/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs6 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const _errs8 = errors;
if(!(validate31(data1, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var _valid0 = _errs8 === errors;
valid1 = valid1 || _valid0;
}
if(!valid1){
const err1 = {instancePath:instancePath+"/print",schemaPath:"#/properties/print/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
validate30.errors = vErrors;
return false;
}
else {
errors = _errs5;
if(vErrors !== null){
if(_errs5){
vErrors.length = _errs5;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.resumeInto !== undefined){
let data2 = data.resumeInto;
const _errs9 = errors;
if(typeof data2 !== "string"){
validate30.errors = [{instancePath:instancePath+"/resumeInto",schemaPath:"#/properties/resumeInto/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!((((data2 === "printing") || (data2 === "paused")) || (data2 === "cancelling")) || (data2 === "unverified"))){
validate30.errors = [{instancePath:instancePath+"/resumeInto",schemaPath:"#/properties/resumeInto/enum",keyword:"enum",params:{allowedValues: schema13.properties.resumeInto.enum}}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate30.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate30.errors = vErrors;
return errors === 0;
}

const schema17 = {"type":"object","required":["kind","print"],"properties":{"kind":{"type":"string","const":"preparing"},"print":{"$ref":"OpenPrint"}},"additionalProperties":false};

function validate37(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))){
validate37.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "print"))){
validate37.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate37.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("preparing" !== data0){
validate37.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "preparing"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
const _errs4 = errors;
if(!(validate31(data.print, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate37.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate37.errors = vErrors;
return errors === 0;
}

const schema18 = {"type":"object","required":["kind","print","observed"],"properties":{"kind":{"type":"string","const":"printing"},"print":{"$ref":"OpenPrint"},"observed":{"type":"boolean"}},"additionalProperties":false};

function validate39(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))) || ((data.observed === undefined) && (missing0 = "observed"))){
validate39.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "print")) || (key0 === "observed"))){
validate39.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate39.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("printing" !== data0){
validate39.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "printing"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
const _errs4 = errors;
if(!(validate31(data.print, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.observed !== undefined){
const _errs5 = errors;
if(typeof data.observed !== "boolean"){
validate39.errors = [{instancePath:instancePath+"/observed",schemaPath:"#/properties/observed/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate39.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate39.errors = vErrors;
return errors === 0;
}

const schema19 = {"type":"object","required":["kind","print","pauseNumber"],"properties":{"kind":{"type":"string","const":"pausing"},"print":{"$ref":"OpenPrint"},"pauseNumber":{"type":"integer","minimum":0,"maximum":9007199254740991}},"additionalProperties":false};

function validate41(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))) || ((data.pauseNumber === undefined) && (missing0 = "pauseNumber"))){
validate41.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "print")) || (key0 === "pauseNumber"))){
validate41.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate41.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("pausing" !== data0){
validate41.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "pausing"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
const _errs4 = errors;
if(!(validate31(data.print, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pauseNumber !== undefined){
let data2 = data.pauseNumber;
const _errs5 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate41.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs5){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 9007199254740991 || isNaN(data2)){
validate41.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
validate41.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate41.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate41.errors = vErrors;
return errors === 0;
}

const schema20 = {"type":"object","required":["kind","print","pauseNumber"],"properties":{"kind":{"type":"string","const":"resuming"},"print":{"$ref":"OpenPrint"},"pauseNumber":{"type":"integer","minimum":0,"maximum":9007199254740991}},"additionalProperties":false};

function validate43(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))) || ((data.pauseNumber === undefined) && (missing0 = "pauseNumber"))){
validate43.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "print")) || (key0 === "pauseNumber"))){
validate43.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate43.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("resuming" !== data0){
validate43.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "resuming"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
const _errs4 = errors;
if(!(validate31(data.print, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pauseNumber !== undefined){
let data2 = data.pauseNumber;
const _errs5 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate43.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs5){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 9007199254740991 || isNaN(data2)){
validate43.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
validate43.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate43.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate43.errors = vErrors;
return errors === 0;
}

const schema21 = {"type":"object","required":["kind","print"],"properties":{"kind":{"type":"string","const":"cancelling"},"print":{"$ref":"OpenPrint"}},"additionalProperties":false};

function validate45(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))){
validate45.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "print"))){
validate45.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate45.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("cancelling" !== data0){
validate45.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "cancelling"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
const _errs4 = errors;
if(!(validate31(data.print, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate45.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate45.errors = vErrors;
return errors === 0;
}

const schema22 = {"type":"object","required":["kind","print"],"properties":{"kind":{"type":"string","const":"clearing"},"print":{"$ref":"OpenPrint"}},"additionalProperties":false};

function validate47(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))){
validate47.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "print"))){
validate47.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate47.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("clearing" !== data0){
validate47.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "clearing"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
const _errs4 = errors;
if(!(validate31(data.print, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate47.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate47.errors = vErrors;
return errors === 0;
}

const schema23 = {"type":"object","required":["kind","reason"],"properties":{"kind":{"type":"string","const":"unverified"},"reason":{"type":"string"}},"additionalProperties":false};

function validate49(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.reason === undefined) && (missing0 = "reason"))){
validate49.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "reason"))){
validate49.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate49.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("unverified" !== data0){
validate49.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "unverified"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
const _errs4 = errors;
if(typeof data.reason !== "string"){
validate49.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate49.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate49.errors = vErrors;
return errors === 0;
}

const schema24 = {"type":"object","required":["kind"],"properties":{"kind":{"type":"string","const":"ready"}},"additionalProperties":false};

function validate50(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.kind === undefined) && (missing0 = "kind")){
validate50.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(key0 === "kind")){
validate50.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
validate50.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("ready" !== data0){
validate50.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "ready"}}];
return false;
}
}
}
}
}
else {
validate50.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate50.errors = vErrors;
return errors === 0;
}

const schema25 = {"type":"object","required":["kind","print","pauseNumber","reason"],"properties":{"kind":{"type":"string","const":"paused"},"print":{"$ref":"OpenPrint"},"pauseNumber":{"type":"integer","minimum":0,"maximum":9007199254740991},"reason":{"type":"string"}},"additionalProperties":false};

function validate51(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))) || ((data.pauseNumber === undefined) && (missing0 = "pauseNumber"))) || ((data.reason === undefined) && (missing0 = "reason"))){
validate51.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((key0 === "kind") || (key0 === "print")) || (key0 === "pauseNumber")) || (key0 === "reason"))){
validate51.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate51.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("paused" !== data0){
validate51.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "paused"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
const _errs4 = errors;
if(!(validate31(data.print, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pauseNumber !== undefined){
let data2 = data.pauseNumber;
const _errs5 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate51.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs5){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 9007199254740991 || isNaN(data2)){
validate51.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
validate51.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
const _errs7 = errors;
if(typeof data.reason !== "string"){
validate51.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate51.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate51.errors = vErrors;
return errors === 0;
}

const schema26 = {"type":"object","required":["kind","print","outcome"],"properties":{"kind":{"type":"string","const":"awaiting-retrieval"},"print":{"$ref":"OpenPrint"},"outcome":{"type":"string","enum":["finished","cancelled","failed","never-started","unknown"]}},"additionalProperties":false};

function validate53(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))) || ((data.outcome === undefined) && (missing0 = "outcome"))){
validate53.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "print")) || (key0 === "outcome"))){
validate53.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate53.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("awaiting-retrieval" !== data0){
validate53.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "awaiting-retrieval"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
const _errs4 = errors;
if(!(validate31(data.print, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.outcome !== undefined){
let data2 = data.outcome;
const _errs5 = errors;
if(typeof data2 !== "string"){
validate53.errors = [{instancePath:instancePath+"/outcome",schemaPath:"#/properties/outcome/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!(((((data2 === "finished") || (data2 === "cancelled")) || (data2 === "failed")) || (data2 === "never-started")) || (data2 === "unknown"))){
validate53.errors = [{instancePath:instancePath+"/outcome",schemaPath:"#/properties/outcome/enum",keyword:"enum",params:{allowedValues: schema26.properties.outcome.enum}}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate53.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate53.errors = vErrors;
return errors === 0;
}

const schema27 = {"type":"object","required":["kind","print","error"],"properties":{"kind":{"type":"string","const":"faulted"},"print":{"anyOf":[{"type":"null"},{"$ref":"OpenPrint"}]},"error":{"$ref":"PrinterError"},"stood":{"type":"object","required":["taken","sent","leftOut","led"],"properties":{"taken":{"type":"integer","minimum":0,"maximum":9007199254740991},"sent":{"anyOf":[{"type":"null"},{"type":"integer","minimum":0,"maximum":9007199254740991}]},"leftOut":{"type":"boolean"},"led":{"type":"boolean"}},"additionalProperties":false}},"additionalProperties":false};

function validate55(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))) || ((data.error === undefined) && (missing0 = "error"))){
validate55.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((key0 === "kind") || (key0 === "print")) || (key0 === "error")) || (key0 === "stood"))){
validate55.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate55.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("faulted" !== data0){
validate55.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "faulted"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
let data1 = data.print;
const _errs4 = errors;
const _errs5 = errors;
let valid1 = false;
const _errs6 = errors;
if(data1 !== null){
const err0 = {instancePath:instancePath+"/print",schemaPath:"#/properties/print/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs6 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const _errs8 = errors;
if(!(validate31(data1, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var _valid0 = _errs8 === errors;
valid1 = valid1 || _valid0;
}
if(!valid1){
const err1 = {instancePath:instancePath+"/print",schemaPath:"#/properties/print/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
validate55.errors = vErrors;
return false;
}
else {
errors = _errs5;
if(vErrors !== null){
if(_errs5){
vErrors.length = _errs5;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.error !== undefined){
const _errs9 = errors;
if(!(validate34(data.error, {instancePath:instancePath+"/error",parentData:data,parentDataProperty:"error",rootData}))){
vErrors = vErrors === null ? validate34.errors : vErrors.concat(validate34.errors);
errors = vErrors.length;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stood !== undefined){
let data3 = data.stood;
const _errs10 = errors;
if(errors === _errs10){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing1;
if(((((data3.taken === undefined) && (missing1 = "taken")) || ((data3.sent === undefined) && (missing1 = "sent"))) || ((data3.leftOut === undefined) && (missing1 = "leftOut"))) || ((data3.led === undefined) && (missing1 = "led"))){
validate55.errors = [{instancePath:instancePath+"/stood",schemaPath:"#/properties/stood/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs12 = errors;
for(const key1 in data3){
if(!((((key1 === "taken") || (key1 === "sent")) || (key1 === "leftOut")) || (key1 === "led"))){
validate55.errors = [{instancePath:instancePath+"/stood",schemaPath:"#/properties/stood/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs12 === errors){
if(data3.taken !== undefined){
let data4 = data3.taken;
const _errs13 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate55.errors = [{instancePath:instancePath+"/stood/taken",schemaPath:"#/properties/stood/properties/taken/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs13){
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 9007199254740991 || isNaN(data4)){
validate55.errors = [{instancePath:instancePath+"/stood/taken",schemaPath:"#/properties/stood/properties/taken/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data4 < 0 || isNaN(data4)){
validate55.errors = [{instancePath:instancePath+"/stood/taken",schemaPath:"#/properties/stood/properties/taken/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid2 = _errs13 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.sent !== undefined){
let data5 = data3.sent;
const _errs15 = errors;
const _errs16 = errors;
let valid3 = false;
const _errs17 = errors;
if(data5 !== null){
const err2 = {instancePath:instancePath+"/stood/sent",schemaPath:"#/properties/stood/properties/sent/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
var _valid1 = _errs17 === errors;
valid3 = valid3 || _valid1;
if(!valid3){
const _errs19 = errors;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
const err3 = {instancePath:instancePath+"/stood/sent",schemaPath:"#/properties/stood/properties/sent/anyOf/1/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(errors === _errs19){
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 9007199254740991 || isNaN(data5)){
const err4 = {instancePath:instancePath+"/stood/sent",schemaPath:"#/properties/stood/properties/sent/anyOf/1/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
else {
if(data5 < 0 || isNaN(data5)){
const err5 = {instancePath:instancePath+"/stood/sent",schemaPath:"#/properties/stood/properties/sent/anyOf/1/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
}
var _valid1 = _errs19 === errors;
valid3 = valid3 || _valid1;
}
if(!valid3){
const err6 = {instancePath:instancePath+"/stood/sent",schemaPath:"#/properties/stood/properties/sent/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
validate55.errors = vErrors;
return false;
}
else {
errors = _errs16;
if(vErrors !== null){
if(_errs16){
vErrors.length = _errs16;
}
else {
vErrors = null;
}
}
}
var valid2 = _errs15 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.leftOut !== undefined){
const _errs21 = errors;
if(typeof data3.leftOut !== "boolean"){
validate55.errors = [{instancePath:instancePath+"/stood/leftOut",schemaPath:"#/properties/stood/properties/leftOut/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid2 = _errs21 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.led !== undefined){
const _errs23 = errors;
if(typeof data3.led !== "boolean"){
validate55.errors = [{instancePath:instancePath+"/stood/led",schemaPath:"#/properties/stood/properties/led/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid2 = _errs23 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
}
else {
validate55.errors = [{instancePath:instancePath+"/stood",schemaPath:"#/properties/stood/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate55.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate55.errors = vErrors;
return errors === 0;
}

const schema28 = {"type":"object","required":["kind","print","stopNumber","pending"],"properties":{"kind":{"type":"string","const":"stopped"},"print":{"anyOf":[{"type":"null"},{"$ref":"OpenPrint"}]},"stopNumber":{"type":"integer","minimum":0,"maximum":9007199254740991},"pending":{"type":"boolean"}},"additionalProperties":false};

function validate58(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))) || ((data.stopNumber === undefined) && (missing0 = "stopNumber"))) || ((data.pending === undefined) && (missing0 = "pending"))){
validate58.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((key0 === "kind") || (key0 === "print")) || (key0 === "stopNumber")) || (key0 === "pending"))){
validate58.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate58.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("stopped" !== data0){
validate58.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "stopped"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
let data1 = data.print;
const _errs4 = errors;
const _errs5 = errors;
let valid1 = false;
const _errs6 = errors;
if(data1 !== null){
const err0 = {instancePath:instancePath+"/print",schemaPath:"#/properties/print/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs6 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const _errs8 = errors;
if(!(validate31(data1, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var _valid0 = _errs8 === errors;
valid1 = valid1 || _valid0;
}
if(!valid1){
const err1 = {instancePath:instancePath+"/print",schemaPath:"#/properties/print/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
validate58.errors = vErrors;
return false;
}
else {
errors = _errs5;
if(vErrors !== null){
if(_errs5){
vErrors.length = _errs5;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stopNumber !== undefined){
let data2 = data.stopNumber;
const _errs9 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate58.errors = [{instancePath:instancePath+"/stopNumber",schemaPath:"#/properties/stopNumber/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs9){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 9007199254740991 || isNaN(data2)){
validate58.errors = [{instancePath:instancePath+"/stopNumber",schemaPath:"#/properties/stopNumber/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
validate58.errors = [{instancePath:instancePath+"/stopNumber",schemaPath:"#/properties/stopNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pending !== undefined){
const _errs11 = errors;
if(typeof data.pending !== "boolean"){
validate58.errors = [{instancePath:instancePath+"/pending",schemaPath:"#/properties/pending/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate58.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate58.errors = vErrors;
return errors === 0;
}


function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.kind === undefined) && (missing0 = "kind")){
validate24.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const tag0 = data.kind;
if(typeof tag0 == "string"){
if(tag0 === "connecting"){
if(!(validate25(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
else if(tag0 === "adopting"){
if(!(validate30(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate30.errors : vErrors.concat(validate30.errors);
errors = vErrors.length;
}
}
else if(tag0 === "preparing"){
if(!(validate37(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate37.errors : vErrors.concat(validate37.errors);
errors = vErrors.length;
}
}
else if(tag0 === "printing"){
if(!(validate39(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate39.errors : vErrors.concat(validate39.errors);
errors = vErrors.length;
}
}
else if(tag0 === "pausing"){
if(!(validate41(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
errors = vErrors.length;
}
}
else if(tag0 === "resuming"){
if(!(validate43(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate43.errors : vErrors.concat(validate43.errors);
errors = vErrors.length;
}
}
else if(tag0 === "cancelling"){
if(!(validate45(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate45.errors : vErrors.concat(validate45.errors);
errors = vErrors.length;
}
}
else if(tag0 === "clearing"){
if(!(validate47(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate47.errors : vErrors.concat(validate47.errors);
errors = vErrors.length;
}
}
else if(tag0 === "unverified"){
if(!(validate49(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors);
errors = vErrors.length;
}
}
else if(tag0 === "ready"){
if(!(validate50(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate50.errors : vErrors.concat(validate50.errors);
errors = vErrors.length;
}
}
else if(tag0 === "paused"){
if(!(validate51(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate51.errors : vErrors.concat(validate51.errors);
errors = vErrors.length;
}
}
else if(tag0 === "awaiting-retrieval"){
if(!(validate53(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
errors = vErrors.length;
}
}
else if(tag0 === "faulted"){
if(!(validate55(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate55.errors : vErrors.concat(validate55.errors);
errors = vErrors.length;
}
}
else if(tag0 === "stopped"){
if(!(validate58(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate58.errors : vErrors.concat(validate58.errors);
errors = vErrors.length;
}
}
else {
validate24.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "kind", tagValue: tag0}}];
return false;
}
}
else {
validate24.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "tag", tag: "kind", tagValue: tag0}}];
return false;
}
}
}
else {
validate24.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate24.errors = vErrors;
return errors === 0;
}

const schema29 = {"type":"object","required":["kind"],"discriminator":{"propertyName":"kind"},"oneOf":[{"$ref":"Bed.clear"},{"$ref":"Bed.occupied"},{"$ref":"Bed.unknown"}]};
const schema30 = {"type":"object","required":["kind","since"],"properties":{"kind":{"type":"string","const":"clear"},"since":{"type":"number"}},"additionalProperties":false};

function validate76(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.since === undefined) && (missing0 = "since"))){
validate76.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "since"))){
validate76.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate76.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("clear" !== data0){
validate76.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "clear"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.since !== undefined){
let data1 = data.since;
const _errs4 = errors;
if(!((typeof data1 == "number") && (isFinite(data1)))){
validate76.errors = [{instancePath:instancePath+"/since",schemaPath:"#/properties/since/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate76.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate76.errors = vErrors;
return errors === 0;
}

const schema31 = {"type":"object","required":["kind","bedId","since"],"properties":{"kind":{"type":"string","const":"occupied"},"bedId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}\\.[0-9]{1,16}$"},"since":{"type":"number"}},"additionalProperties":false};

function validate77(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.bedId === undefined) && (missing0 = "bedId"))) || ((data.since === undefined) && (missing0 = "since"))){
validate77.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "bedId")) || (key0 === "since"))){
validate77.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate77.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("occupied" !== data0){
validate77.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "occupied"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.bedId !== undefined){
let data1 = data.bedId;
const _errs4 = errors;
if(errors === _errs4){
if(typeof data1 === "string"){
if(!pattern12.test(data1)){
validate77.errors = [{instancePath:instancePath+"/bedId",schemaPath:"#/properties/bedId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}\\.[0-9]{1,16}$"}}];
return false;
}
}
else {
validate77.errors = [{instancePath:instancePath+"/bedId",schemaPath:"#/properties/bedId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.since !== undefined){
let data2 = data.since;
const _errs6 = errors;
if(!((typeof data2 == "number") && (isFinite(data2)))){
validate77.errors = [{instancePath:instancePath+"/since",schemaPath:"#/properties/since/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate77.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate77.errors = vErrors;
return errors === 0;
}

const schema32 = {"type":"object","required":["kind","bedId","since","reason"],"properties":{"kind":{"type":"string","const":"unknown"},"bedId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}\\.[0-9]{1,16}$"},"since":{"type":"number"},"reason":{"type":"string"}},"additionalProperties":false};

function validate78(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.kind === undefined) && (missing0 = "kind")) || ((data.bedId === undefined) && (missing0 = "bedId"))) || ((data.since === undefined) && (missing0 = "since"))) || ((data.reason === undefined) && (missing0 = "reason"))){
validate78.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((key0 === "kind") || (key0 === "bedId")) || (key0 === "since")) || (key0 === "reason"))){
validate78.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate78.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("unknown" !== data0){
validate78.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "unknown"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.bedId !== undefined){
let data1 = data.bedId;
const _errs4 = errors;
if(errors === _errs4){
if(typeof data1 === "string"){
if(!pattern12.test(data1)){
validate78.errors = [{instancePath:instancePath+"/bedId",schemaPath:"#/properties/bedId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}\\.[0-9]{1,16}$"}}];
return false;
}
}
else {
validate78.errors = [{instancePath:instancePath+"/bedId",schemaPath:"#/properties/bedId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.since !== undefined){
let data2 = data.since;
const _errs6 = errors;
if(!((typeof data2 == "number") && (isFinite(data2)))){
validate78.errors = [{instancePath:instancePath+"/since",schemaPath:"#/properties/since/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
const _errs8 = errors;
if(typeof data.reason !== "string"){
validate78.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate78.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate78.errors = vErrors;
return errors === 0;
}


function validate75(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.kind === undefined) && (missing0 = "kind")){
validate75.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const tag0 = data.kind;
if(typeof tag0 == "string"){
if(tag0 === "clear"){
if(!(validate76(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate76.errors : vErrors.concat(validate76.errors);
errors = vErrors.length;
}
}
else if(tag0 === "occupied"){
if(!(validate77(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate77.errors : vErrors.concat(validate77.errors);
errors = vErrors.length;
}
}
else if(tag0 === "unknown"){
if(!(validate78(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate78.errors : vErrors.concat(validate78.errors);
errors = vErrors.length;
}
}
else {
validate75.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "kind", tagValue: tag0}}];
return false;
}
}
else {
validate75.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "tag", tag: "kind", tagValue: tag0}}];
return false;
}
}
}
else {
validate75.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate75.errors = vErrors;
return errors === 0;
}

const schema33 = {"type":"object","required":["kind"],"properties":{"kind":{"type":"string","const":"reachable"},"unable":{"type":"string"}},"additionalProperties":false};

function validate83(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.kind === undefined) && (missing0 = "kind")){
validate83.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "unable"))){
validate83.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate83.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("reachable" !== data0){
validate83.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "reachable"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.unable !== undefined){
const _errs4 = errors;
if(typeof data.unable !== "string"){
validate83.errors = [{instancePath:instancePath+"/unable",schemaPath:"#/properties/unable/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate83.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate83.errors = vErrors;
return errors === 0;
}

const schema34 = {"type":"object","required":["kind","since","reason"],"properties":{"kind":{"type":"string","const":"unreachable"},"since":{"type":"number"},"reason":{"type":"string"}},"additionalProperties":false};

function validate84(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.since === undefined) && (missing0 = "since"))) || ((data.reason === undefined) && (missing0 = "reason"))){
validate84.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "since")) || (key0 === "reason"))){
validate84.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate84.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("unreachable" !== data0){
validate84.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "unreachable"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.since !== undefined){
let data1 = data.since;
const _errs4 = errors;
if(!((typeof data1 == "number") && (isFinite(data1)))){
validate84.errors = [{instancePath:instancePath+"/since",schemaPath:"#/properties/since/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
const _errs6 = errors;
if(typeof data.reason !== "string"){
validate84.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate84.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate84.errors = vErrors;
return errors === 0;
}

const schema35 = {"type":"object","required":["kind"],"discriminator":{"propertyName":"kind"},"oneOf":[{"$ref":"Fact.machine-started"},{"$ref":"Fact.machine-crashed"},{"$ref":"Fact.print-accepted"},{"$ref":"Fact.print-started"},{"$ref":"Fact.print-found"},{"$ref":"Fact.print-adopted"},{"$ref":"Fact.print-paused"},{"$ref":"Fact.print-resumed"},{"$ref":"Fact.print-slot"},{"$ref":"Fact.print-stutter"},{"$ref":"Fact.print-ended"},{"$ref":"Fact.bed-left-clear"},{"$ref":"Fact.bed-cleared"},{"$ref":"Fact.printer-connected"},{"$ref":"Fact.printer-disconnected"},{"$ref":"Fact.printer-error"},{"$ref":"Fact.emergency-stop"},{"$ref":"Fact.emergency-stop-standing"},{"$ref":"Fact.config-applied"}]};
const schema36 = {"type":"object","required":["kind","driver"],"properties":{"kind":{"type":"string","const":"machine-started"},"driver":{"anyOf":[{"type":"null"},{"type":"string"}]}},"additionalProperties":false};

function validate89(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.driver === undefined) && (missing0 = "driver"))){
validate89.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "driver"))){
validate89.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate89.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("machine-started" !== data0){
validate89.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "machine-started"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.driver !== undefined){
let data1 = data.driver;
const _errs4 = errors;
const _errs5 = errors;
let valid1 = false;
const _errs6 = errors;
if(data1 !== null){
const err0 = {instancePath:instancePath+"/driver",schemaPath:"#/properties/driver/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs6 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const _errs8 = errors;
if(typeof data1 !== "string"){
const err1 = {instancePath:instancePath+"/driver",schemaPath:"#/properties/driver/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs8 === errors;
valid1 = valid1 || _valid0;
}
if(!valid1){
const err2 = {instancePath:instancePath+"/driver",schemaPath:"#/properties/driver/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
validate89.errors = vErrors;
return false;
}
else {
errors = _errs5;
if(vErrors !== null){
if(_errs5){
vErrors.length = _errs5;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate89.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate89.errors = vErrors;
return errors === 0;
}

const schema37 = {"type":"object","required":["kind","error"],"properties":{"kind":{"type":"string","const":"machine-crashed"},"error":{"$ref":"PrinterError"}},"additionalProperties":false};

function validate90(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.error === undefined) && (missing0 = "error"))){
validate90.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "error"))){
validate90.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate90.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("machine-crashed" !== data0){
validate90.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "machine-crashed"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.error !== undefined){
const _errs4 = errors;
if(!(validate34(data.error, {instancePath:instancePath+"/error",parentData:data,parentDataProperty:"error",rootData}))){
vErrors = vErrors === null ? validate34.errors : vErrors.concat(validate34.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate90.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate90.errors = vErrors;
return errors === 0;
}

const schema38 = {"type":"object","required":["kind","print"],"properties":{"kind":{"type":"string","const":"print-accepted"},"print":{"$ref":"OpenPrint"}},"additionalProperties":false};

function validate92(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))){
validate92.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "print"))){
validate92.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate92.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("print-accepted" !== data0){
validate92.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "print-accepted"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
const _errs4 = errors;
if(!(validate31(data.print, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate92.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate92.errors = vErrors;
return errors === 0;
}

const schema39 = {"type":"object","required":["kind","print"],"properties":{"kind":{"type":"string","const":"print-started"},"print":{"$ref":"OpenPrint"}},"additionalProperties":false};

function validate94(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))){
validate94.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "print"))){
validate94.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate94.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("print-started" !== data0){
validate94.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "print-started"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
const _errs4 = errors;
if(!(validate31(data.print, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate94.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate94.errors = vErrors;
return errors === 0;
}

const schema40 = {"type":"object","required":["kind","print","foreignKey"],"properties":{"kind":{"type":"string","const":"print-found"},"print":{"$ref":"OpenPrint"},"foreignKey":{"type":"string"}},"additionalProperties":false};

function validate96(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))) || ((data.foreignKey === undefined) && (missing0 = "foreignKey"))){
validate96.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "print")) || (key0 === "foreignKey"))){
validate96.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate96.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("print-found" !== data0){
validate96.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "print-found"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
const _errs4 = errors;
if(!(validate31(data.print, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.foreignKey !== undefined){
const _errs5 = errors;
if(typeof data.foreignKey !== "string"){
validate96.errors = [{instancePath:instancePath+"/foreignKey",schemaPath:"#/properties/foreignKey/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate96.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate96.errors = vErrors;
return errors === 0;
}

const schema41 = {"type":"object","required":["kind","print","gapMs"],"properties":{"kind":{"type":"string","const":"print-adopted"},"print":{"$ref":"OpenPrint"},"gapMs":{"type":"number"}},"additionalProperties":false};

function validate98(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.print === undefined) && (missing0 = "print"))) || ((data.gapMs === undefined) && (missing0 = "gapMs"))){
validate98.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "print")) || (key0 === "gapMs"))){
validate98.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate98.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("print-adopted" !== data0){
validate98.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "print-adopted"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.print !== undefined){
const _errs4 = errors;
if(!(validate31(data.print, {instancePath:instancePath+"/print",parentData:data,parentDataProperty:"print",rootData}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.gapMs !== undefined){
let data2 = data.gapMs;
const _errs5 = errors;
if(!((typeof data2 == "number") && (isFinite(data2)))){
validate98.errors = [{instancePath:instancePath+"/gapMs",schemaPath:"#/properties/gapMs/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate98.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate98.errors = vErrors;
return errors === 0;
}

const schema42 = {"type":"object","required":["kind","printId","pauseNumber","reason"],"properties":{"kind":{"type":"string","const":"print-paused"},"printId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"pauseNumber":{"type":"integer","minimum":0,"maximum":9007199254740991},"reason":{"type":"string"}},"additionalProperties":false};

function validate100(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.kind === undefined) && (missing0 = "kind")) || ((data.printId === undefined) && (missing0 = "printId"))) || ((data.pauseNumber === undefined) && (missing0 = "pauseNumber"))) || ((data.reason === undefined) && (missing0 = "reason"))){
validate100.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((key0 === "kind") || (key0 === "printId")) || (key0 === "pauseNumber")) || (key0 === "reason"))){
validate100.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate100.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("print-paused" !== data0){
validate100.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "print-paused"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.printId !== undefined){
let data1 = data.printId;
const _errs4 = errors;
if(errors === _errs4){
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
validate100.errors = [{instancePath:instancePath+"/printId",schemaPath:"#/properties/printId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate100.errors = [{instancePath:instancePath+"/printId",schemaPath:"#/properties/printId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pauseNumber !== undefined){
let data2 = data.pauseNumber;
const _errs6 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate100.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs6){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 9007199254740991 || isNaN(data2)){
validate100.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
validate100.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
const _errs8 = errors;
if(typeof data.reason !== "string"){
validate100.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate100.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate100.errors = vErrors;
return errors === 0;
}

const schema43 = {"type":"object","required":["kind","printId","pauseNumber"],"properties":{"kind":{"type":"string","const":"print-resumed"},"printId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"pauseNumber":{"type":"integer","minimum":0,"maximum":9007199254740991}},"additionalProperties":false};

function validate101(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.printId === undefined) && (missing0 = "printId"))) || ((data.pauseNumber === undefined) && (missing0 = "pauseNumber"))){
validate101.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "printId")) || (key0 === "pauseNumber"))){
validate101.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate101.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("print-resumed" !== data0){
validate101.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "print-resumed"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.printId !== undefined){
let data1 = data.printId;
const _errs4 = errors;
if(errors === _errs4){
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
validate101.errors = [{instancePath:instancePath+"/printId",schemaPath:"#/properties/printId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate101.errors = [{instancePath:instancePath+"/printId",schemaPath:"#/properties/printId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pauseNumber !== undefined){
let data2 = data.pauseNumber;
const _errs6 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate101.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs6){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 9007199254740991 || isNaN(data2)){
validate101.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
validate101.errors = [{instancePath:instancePath+"/pauseNumber",schemaPath:"#/properties/pauseNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate101.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate101.errors = vErrors;
return errors === 0;
}

const schema44 = {"type":"object","required":["kind","printId","change"],"properties":{"kind":{"type":"string","const":"print-slot"},"printId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"change":{"type":"object","required":["filament","slot","fraction","seen"],"properties":{"filament":{"anyOf":[{"type":"null"},{"type":"integer","minimum":0,"maximum":9007199254740991}]},"slot":{"type":"integer","minimum":0,"maximum":9007199254740991},"fraction":{"type":"number"},"seen":{"type":"boolean"}},"additionalProperties":false}},"additionalProperties":false};

function validate102(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.printId === undefined) && (missing0 = "printId"))) || ((data.change === undefined) && (missing0 = "change"))){
validate102.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "printId")) || (key0 === "change"))){
validate102.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate102.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("print-slot" !== data0){
validate102.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "print-slot"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.printId !== undefined){
let data1 = data.printId;
const _errs4 = errors;
if(errors === _errs4){
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
validate102.errors = [{instancePath:instancePath+"/printId",schemaPath:"#/properties/printId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate102.errors = [{instancePath:instancePath+"/printId",schemaPath:"#/properties/printId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.change !== undefined){
let data2 = data.change;
const _errs6 = errors;
if(errors === _errs6){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if(((((data2.filament === undefined) && (missing1 = "filament")) || ((data2.slot === undefined) && (missing1 = "slot"))) || ((data2.fraction === undefined) && (missing1 = "fraction"))) || ((data2.seen === undefined) && (missing1 = "seen"))){
validate102.errors = [{instancePath:instancePath+"/change",schemaPath:"#/properties/change/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs8 = errors;
for(const key1 in data2){
if(!((((key1 === "filament") || (key1 === "slot")) || (key1 === "fraction")) || (key1 === "seen"))){
validate102.errors = [{instancePath:instancePath+"/change",schemaPath:"#/properties/change/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs8 === errors){
if(data2.filament !== undefined){
let data3 = data2.filament;
const _errs9 = errors;
const _errs10 = errors;
let valid2 = false;
const _errs11 = errors;
if(data3 !== null){
const err0 = {instancePath:instancePath+"/change/filament",schemaPath:"#/properties/change/properties/filament/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs11 === errors;
valid2 = valid2 || _valid0;
if(!valid2){
const _errs13 = errors;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
const err1 = {instancePath:instancePath+"/change/filament",schemaPath:"#/properties/change/properties/filament/anyOf/1/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(errors === _errs13){
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 9007199254740991 || isNaN(data3)){
const err2 = {instancePath:instancePath+"/change/filament",schemaPath:"#/properties/change/properties/filament/anyOf/1/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
if(data3 < 0 || isNaN(data3)){
const err3 = {instancePath:instancePath+"/change/filament",schemaPath:"#/properties/change/properties/filament/anyOf/1/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
}
var _valid0 = _errs13 === errors;
valid2 = valid2 || _valid0;
}
if(!valid2){
const err4 = {instancePath:instancePath+"/change/filament",schemaPath:"#/properties/change/properties/filament/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
validate102.errors = vErrors;
return false;
}
else {
errors = _errs10;
if(vErrors !== null){
if(_errs10){
vErrors.length = _errs10;
}
else {
vErrors = null;
}
}
}
var valid1 = _errs9 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.slot !== undefined){
let data4 = data2.slot;
const _errs15 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate102.errors = [{instancePath:instancePath+"/change/slot",schemaPath:"#/properties/change/properties/slot/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs15){
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 9007199254740991 || isNaN(data4)){
validate102.errors = [{instancePath:instancePath+"/change/slot",schemaPath:"#/properties/change/properties/slot/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data4 < 0 || isNaN(data4)){
validate102.errors = [{instancePath:instancePath+"/change/slot",schemaPath:"#/properties/change/properties/slot/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid1 = _errs15 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.fraction !== undefined){
let data5 = data2.fraction;
const _errs17 = errors;
if(!((typeof data5 == "number") && (isFinite(data5)))){
validate102.errors = [{instancePath:instancePath+"/change/fraction",schemaPath:"#/properties/change/properties/fraction/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid1 = _errs17 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.seen !== undefined){
const _errs19 = errors;
if(typeof data2.seen !== "boolean"){
validate102.errors = [{instancePath:instancePath+"/change/seen",schemaPath:"#/properties/change/properties/seen/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid1 = _errs19 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
}
}
else {
validate102.errors = [{instancePath:instancePath+"/change",schemaPath:"#/properties/change/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate102.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate102.errors = vErrors;
return errors === 0;
}

const schema45 = {"type":"object","required":["kind","printId","stutter"],"properties":{"kind":{"type":"string","const":"print-stutter"},"printId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"stutter":{"type":"object","required":["underruns","standstillMs","seenBy"],"properties":{"underruns":{"type":"integer","minimum":0,"maximum":9007199254740991},"standstillMs":{"type":"number"},"seenBy":{"type":"string","enum":["model","places","printer"]}},"additionalProperties":false}},"additionalProperties":false};

function validate103(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.printId === undefined) && (missing0 = "printId"))) || ((data.stutter === undefined) && (missing0 = "stutter"))){
validate103.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "printId")) || (key0 === "stutter"))){
validate103.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate103.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("print-stutter" !== data0){
validate103.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "print-stutter"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.printId !== undefined){
let data1 = data.printId;
const _errs4 = errors;
if(errors === _errs4){
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
validate103.errors = [{instancePath:instancePath+"/printId",schemaPath:"#/properties/printId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate103.errors = [{instancePath:instancePath+"/printId",schemaPath:"#/properties/printId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stutter !== undefined){
let data2 = data.stutter;
const _errs6 = errors;
if(errors === _errs6){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if((((data2.underruns === undefined) && (missing1 = "underruns")) || ((data2.standstillMs === undefined) && (missing1 = "standstillMs"))) || ((data2.seenBy === undefined) && (missing1 = "seenBy"))){
validate103.errors = [{instancePath:instancePath+"/stutter",schemaPath:"#/properties/stutter/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs8 = errors;
for(const key1 in data2){
if(!(((key1 === "underruns") || (key1 === "standstillMs")) || (key1 === "seenBy"))){
validate103.errors = [{instancePath:instancePath+"/stutter",schemaPath:"#/properties/stutter/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs8 === errors){
if(data2.underruns !== undefined){
let data3 = data2.underruns;
const _errs9 = errors;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
validate103.errors = [{instancePath:instancePath+"/stutter/underruns",schemaPath:"#/properties/stutter/properties/underruns/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs9){
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 9007199254740991 || isNaN(data3)){
validate103.errors = [{instancePath:instancePath+"/stutter/underruns",schemaPath:"#/properties/stutter/properties/underruns/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data3 < 0 || isNaN(data3)){
validate103.errors = [{instancePath:instancePath+"/stutter/underruns",schemaPath:"#/properties/stutter/properties/underruns/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid1 = _errs9 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.standstillMs !== undefined){
let data4 = data2.standstillMs;
const _errs11 = errors;
if(!((typeof data4 == "number") && (isFinite(data4)))){
validate103.errors = [{instancePath:instancePath+"/stutter/standstillMs",schemaPath:"#/properties/stutter/properties/standstillMs/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid1 = _errs11 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.seenBy !== undefined){
let data5 = data2.seenBy;
const _errs13 = errors;
if(typeof data5 !== "string"){
validate103.errors = [{instancePath:instancePath+"/stutter/seenBy",schemaPath:"#/properties/stutter/properties/seenBy/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!(((data5 === "model") || (data5 === "places")) || (data5 === "printer"))){
validate103.errors = [{instancePath:instancePath+"/stutter/seenBy",schemaPath:"#/properties/stutter/properties/seenBy/enum",keyword:"enum",params:{allowedValues: schema45.properties.stutter.properties.seenBy.enum}}];
return false;
}
var valid1 = _errs13 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
}
else {
validate103.errors = [{instancePath:instancePath+"/stutter",schemaPath:"#/properties/stutter/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate103.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate103.errors = vErrors;
return errors === 0;
}

const schema46 = {"type":"object","required":["kind","printId","outcome","bed","error"],"properties":{"kind":{"type":"string","const":"print-ended"},"printId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"outcome":{"type":"string","enum":["finished","cancelled","failed","never-started","unknown"]},"bed":{"type":"string","enum":["unchanged","occupied","unknown"]},"error":{"anyOf":[{"type":"null"},{"$ref":"PrinterError"}]}},"additionalProperties":false};

function validate104(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((data.kind === undefined) && (missing0 = "kind")) || ((data.printId === undefined) && (missing0 = "printId"))) || ((data.outcome === undefined) && (missing0 = "outcome"))) || ((data.bed === undefined) && (missing0 = "bed"))) || ((data.error === undefined) && (missing0 = "error"))){
validate104.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((((key0 === "kind") || (key0 === "printId")) || (key0 === "outcome")) || (key0 === "bed")) || (key0 === "error"))){
validate104.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate104.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("print-ended" !== data0){
validate104.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "print-ended"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.printId !== undefined){
let data1 = data.printId;
const _errs4 = errors;
if(errors === _errs4){
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
validate104.errors = [{instancePath:instancePath+"/printId",schemaPath:"#/properties/printId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate104.errors = [{instancePath:instancePath+"/printId",schemaPath:"#/properties/printId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.outcome !== undefined){
let data2 = data.outcome;
const _errs6 = errors;
if(typeof data2 !== "string"){
validate104.errors = [{instancePath:instancePath+"/outcome",schemaPath:"#/properties/outcome/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!(((((data2 === "finished") || (data2 === "cancelled")) || (data2 === "failed")) || (data2 === "never-started")) || (data2 === "unknown"))){
validate104.errors = [{instancePath:instancePath+"/outcome",schemaPath:"#/properties/outcome/enum",keyword:"enum",params:{allowedValues: schema46.properties.outcome.enum}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.bed !== undefined){
let data3 = data.bed;
const _errs8 = errors;
if(typeof data3 !== "string"){
validate104.errors = [{instancePath:instancePath+"/bed",schemaPath:"#/properties/bed/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!(((data3 === "unchanged") || (data3 === "occupied")) || (data3 === "unknown"))){
validate104.errors = [{instancePath:instancePath+"/bed",schemaPath:"#/properties/bed/enum",keyword:"enum",params:{allowedValues: schema46.properties.bed.enum}}];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.error !== undefined){
let data4 = data.error;
const _errs10 = errors;
const _errs11 = errors;
let valid1 = false;
const _errs12 = errors;
if(data4 !== null){
const err0 = {instancePath:instancePath+"/error",schemaPath:"#/properties/error/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs12 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const _errs14 = errors;
if(!(validate34(data4, {instancePath:instancePath+"/error",parentData:data,parentDataProperty:"error",rootData}))){
vErrors = vErrors === null ? validate34.errors : vErrors.concat(validate34.errors);
errors = vErrors.length;
}
var _valid0 = _errs14 === errors;
valid1 = valid1 || _valid0;
}
if(!valid1){
const err1 = {instancePath:instancePath+"/error",schemaPath:"#/properties/error/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
validate104.errors = vErrors;
return false;
}
else {
errors = _errs11;
if(vErrors !== null){
if(_errs11){
vErrors.length = _errs11;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate104.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate104.errors = vErrors;
return errors === 0;
}

const schema47 = {"type":"object","required":["kind","bed"],"properties":{"kind":{"type":"string","const":"bed-left-clear"},"bed":{"$ref":"Bed"}},"additionalProperties":false};

function validate106(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.bed === undefined) && (missing0 = "bed"))){
validate106.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "bed"))){
validate106.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate106.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("bed-left-clear" !== data0){
validate106.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "bed-left-clear"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.bed !== undefined){
const _errs4 = errors;
if(!(validate75(data.bed, {instancePath:instancePath+"/bed",parentData:data,parentDataProperty:"bed",rootData}))){
vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate106.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate106.errors = vErrors;
return errors === 0;
}

const schema48 = {"type":"object","required":["kind","bedId","by","how"],"properties":{"kind":{"type":"string","const":"bed-cleared"},"bedId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}\\.[0-9]{1,16}$"},"by":{"type":"string"},"how":{"type":"string","enum":["operator","simulated-sensor","at-printer"]}},"additionalProperties":false};

function validate108(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.kind === undefined) && (missing0 = "kind")) || ((data.bedId === undefined) && (missing0 = "bedId"))) || ((data.by === undefined) && (missing0 = "by"))) || ((data.how === undefined) && (missing0 = "how"))){
validate108.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((key0 === "kind") || (key0 === "bedId")) || (key0 === "by")) || (key0 === "how"))){
validate108.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate108.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("bed-cleared" !== data0){
validate108.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "bed-cleared"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.bedId !== undefined){
let data1 = data.bedId;
const _errs4 = errors;
if(errors === _errs4){
if(typeof data1 === "string"){
if(!pattern12.test(data1)){
validate108.errors = [{instancePath:instancePath+"/bedId",schemaPath:"#/properties/bedId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}\\.[0-9]{1,16}$"}}];
return false;
}
}
else {
validate108.errors = [{instancePath:instancePath+"/bedId",schemaPath:"#/properties/bedId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.by !== undefined){
const _errs6 = errors;
if(typeof data.by !== "string"){
validate108.errors = [{instancePath:instancePath+"/by",schemaPath:"#/properties/by/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.how !== undefined){
let data3 = data.how;
const _errs8 = errors;
if(typeof data3 !== "string"){
validate108.errors = [{instancePath:instancePath+"/how",schemaPath:"#/properties/how/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!(((data3 === "operator") || (data3 === "simulated-sensor")) || (data3 === "at-printer"))){
validate108.errors = [{instancePath:instancePath+"/how",schemaPath:"#/properties/how/enum",keyword:"enum",params:{allowedValues: schema48.properties.how.enum}}];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate108.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate108.errors = vErrors;
return errors === 0;
}

const schema49 = {"type":"object","required":["kind"],"properties":{"kind":{"type":"string","const":"printer-connected"}},"additionalProperties":false};

function validate109(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.kind === undefined) && (missing0 = "kind")){
validate109.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(key0 === "kind")){
validate109.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
validate109.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("printer-connected" !== data0){
validate109.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "printer-connected"}}];
return false;
}
}
}
}
}
else {
validate109.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate109.errors = vErrors;
return errors === 0;
}

const schema50 = {"type":"object","required":["kind","reason"],"properties":{"kind":{"type":"string","const":"printer-disconnected"},"reason":{"type":"string"}},"additionalProperties":false};

function validate110(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.reason === undefined) && (missing0 = "reason"))){
validate110.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "reason"))){
validate110.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate110.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("printer-disconnected" !== data0){
validate110.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "printer-disconnected"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
const _errs4 = errors;
if(typeof data.reason !== "string"){
validate110.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate110.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate110.errors = vErrors;
return errors === 0;
}

const schema51 = {"type":"object","required":["kind","error"],"properties":{"kind":{"type":"string","const":"printer-error"},"error":{"$ref":"PrinterError"}},"additionalProperties":false};

function validate111(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.error === undefined) && (missing0 = "error"))){
validate111.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "error"))){
validate111.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate111.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("printer-error" !== data0){
validate111.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "printer-error"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.error !== undefined){
const _errs4 = errors;
if(!(validate34(data.error, {instancePath:instancePath+"/error",parentData:data,parentDataProperty:"error",rootData}))){
vErrors = vErrors === null ? validate34.errors : vErrors.concat(validate34.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate111.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate111.errors = vErrors;
return errors === 0;
}

const schema52 = {"type":"object","required":["kind","stopNumber","by"],"properties":{"kind":{"type":"string","const":"emergency-stop"},"stopNumber":{"type":"integer","minimum":0,"maximum":9007199254740991},"by":{"type":"string","enum":["combinator","guardian"]}},"additionalProperties":false};

function validate113(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.stopNumber === undefined) && (missing0 = "stopNumber"))) || ((data.by === undefined) && (missing0 = "by"))){
validate113.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "stopNumber")) || (key0 === "by"))){
validate113.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate113.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("emergency-stop" !== data0){
validate113.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "emergency-stop"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stopNumber !== undefined){
let data1 = data.stopNumber;
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate113.errors = [{instancePath:instancePath+"/stopNumber",schemaPath:"#/properties/stopNumber/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs4){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
validate113.errors = [{instancePath:instancePath+"/stopNumber",schemaPath:"#/properties/stopNumber/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
validate113.errors = [{instancePath:instancePath+"/stopNumber",schemaPath:"#/properties/stopNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.by !== undefined){
let data2 = data.by;
const _errs6 = errors;
if(typeof data2 !== "string"){
validate113.errors = [{instancePath:instancePath+"/by",schemaPath:"#/properties/by/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!((data2 === "combinator") || (data2 === "guardian"))){
validate113.errors = [{instancePath:instancePath+"/by",schemaPath:"#/properties/by/enum",keyword:"enum",params:{allowedValues: schema52.properties.by.enum}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate113.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate113.errors = vErrors;
return errors === 0;
}

const schema53 = {"type":"object","required":["kind","stopNumber"],"properties":{"kind":{"type":"string","const":"emergency-stop-standing"},"stopNumber":{"type":"integer","minimum":0,"maximum":9007199254740991}},"additionalProperties":false};

function validate114(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.stopNumber === undefined) && (missing0 = "stopNumber"))){
validate114.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "stopNumber"))){
validate114.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate114.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("emergency-stop-standing" !== data0){
validate114.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "emergency-stop-standing"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stopNumber !== undefined){
let data1 = data.stopNumber;
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate114.errors = [{instancePath:instancePath+"/stopNumber",schemaPath:"#/properties/stopNumber/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs4){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
validate114.errors = [{instancePath:instancePath+"/stopNumber",schemaPath:"#/properties/stopNumber/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
validate114.errors = [{instancePath:instancePath+"/stopNumber",schemaPath:"#/properties/stopNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate114.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate114.errors = vErrors;
return errors === 0;
}

const schema54 = {"type":"object","required":["kind","configurationVersion"],"properties":{"kind":{"type":"string","const":"config-applied"},"configurationVersion":{"type":"integer","minimum":0,"maximum":9007199254740991}},"additionalProperties":false};

function validate115(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.configurationVersion === undefined) && (missing0 = "configurationVersion"))){
validate115.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "configurationVersion"))){
validate115.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate115.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("config-applied" !== data0){
validate115.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "config-applied"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.configurationVersion !== undefined){
let data1 = data.configurationVersion;
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate115.errors = [{instancePath:instancePath+"/configurationVersion",schemaPath:"#/properties/configurationVersion/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs4){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
validate115.errors = [{instancePath:instancePath+"/configurationVersion",schemaPath:"#/properties/configurationVersion/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
validate115.errors = [{instancePath:instancePath+"/configurationVersion",schemaPath:"#/properties/configurationVersion/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate115.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate115.errors = vErrors;
return errors === 0;
}


function validate88(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.kind === undefined) && (missing0 = "kind")){
validate88.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const tag0 = data.kind;
if(typeof tag0 == "string"){
if(tag0 === "machine-started"){
if(!(validate89(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate89.errors : vErrors.concat(validate89.errors);
errors = vErrors.length;
}
}
else if(tag0 === "machine-crashed"){
if(!(validate90(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate90.errors : vErrors.concat(validate90.errors);
errors = vErrors.length;
}
}
else if(tag0 === "print-accepted"){
if(!(validate92(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate92.errors : vErrors.concat(validate92.errors);
errors = vErrors.length;
}
}
else if(tag0 === "print-started"){
if(!(validate94(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate94.errors : vErrors.concat(validate94.errors);
errors = vErrors.length;
}
}
else if(tag0 === "print-found"){
if(!(validate96(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate96.errors : vErrors.concat(validate96.errors);
errors = vErrors.length;
}
}
else if(tag0 === "print-adopted"){
if(!(validate98(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate98.errors : vErrors.concat(validate98.errors);
errors = vErrors.length;
}
}
else if(tag0 === "print-paused"){
if(!(validate100(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate100.errors : vErrors.concat(validate100.errors);
errors = vErrors.length;
}
}
else if(tag0 === "print-resumed"){
if(!(validate101(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate101.errors : vErrors.concat(validate101.errors);
errors = vErrors.length;
}
}
else if(tag0 === "print-slot"){
if(!(validate102(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate102.errors : vErrors.concat(validate102.errors);
errors = vErrors.length;
}
}
else if(tag0 === "print-stutter"){
if(!(validate103(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate103.errors : vErrors.concat(validate103.errors);
errors = vErrors.length;
}
}
else if(tag0 === "print-ended"){
if(!(validate104(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate104.errors : vErrors.concat(validate104.errors);
errors = vErrors.length;
}
}
else if(tag0 === "bed-left-clear"){
if(!(validate106(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate106.errors : vErrors.concat(validate106.errors);
errors = vErrors.length;
}
}
else if(tag0 === "bed-cleared"){
if(!(validate108(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate108.errors : vErrors.concat(validate108.errors);
errors = vErrors.length;
}
}
else if(tag0 === "printer-connected"){
if(!(validate109(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate109.errors : vErrors.concat(validate109.errors);
errors = vErrors.length;
}
}
else if(tag0 === "printer-disconnected"){
if(!(validate110(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate110.errors : vErrors.concat(validate110.errors);
errors = vErrors.length;
}
}
else if(tag0 === "printer-error"){
if(!(validate111(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate111.errors : vErrors.concat(validate111.errors);
errors = vErrors.length;
}
}
else if(tag0 === "emergency-stop"){
if(!(validate113(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate113.errors : vErrors.concat(validate113.errors);
errors = vErrors.length;
}
}
else if(tag0 === "emergency-stop-standing"){
if(!(validate114(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate114.errors : vErrors.concat(validate114.errors);
errors = vErrors.length;
}
}
else if(tag0 === "config-applied"){
if(!(validate115(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate115.errors : vErrors.concat(validate115.errors);
errors = vErrors.length;
}
}
else {
validate88.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "kind", tagValue: tag0}}];
return false;
}
}
else {
validate88.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "tag", tag: "kind", tagValue: tag0}}];
return false;
}
}
}
else {
validate88.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate88.errors = vErrors;
return errors === 0;
}


function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.epoch === undefined) && (missing0 = "epoch"))) || ((data.snapshot === undefined) && (missing0 = "snapshot"))){
validate23.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "epoch")) || (key0 === "snapshot"))){
validate23.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate23.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("snapshot" !== data0){
validate23.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "snapshot"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.epoch !== undefined){
let data1 = data.epoch;
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate23.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs4){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
validate23.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
validate23.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.snapshot !== undefined){
let data2 = data.snapshot;
const _errs6 = errors;
if(errors === _errs6){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if((((((((((((((((data2.journalId === undefined) && (missing1 = "journalId")) || ((data2.bootId === undefined) && (missing1 = "bootId"))) || ((data2.version === undefined) && (missing1 = "version"))) || ((data2.printerId === undefined) && (missing1 = "printerId"))) || ((data2.phase === undefined) && (missing1 = "phase"))) || ((data2.bed === undefined) && (missing1 = "bed"))) || ((data2.printer === undefined) && (missing1 = "printer"))) || ((data2.configurationVersion === undefined) && (missing1 = "configurationVersion"))) || ((data2.stopNumber === undefined) && (missing1 = "stopNumber"))) || ((data2.pauseNumber === undefined) && (missing1 = "pauseNumber"))) || ((data2.sensedClear === undefined) && (missing1 = "sensedClear"))) || ((data2.lastError === undefined) && (missing1 = "lastError"))) || ((data2.begun === undefined) && (missing1 = "begun"))) || ((data2.entries === undefined) && (missing1 = "entries"))) || ((data2.more === undefined) && (missing1 = "more"))){
validate23.errors = [{instancePath:instancePath+"/snapshot",schemaPath:"#/properties/snapshot/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs8 = errors;
for(const key1 in data2){
if(!(func2.call(schema8.properties.snapshot.properties, key1))){
validate23.errors = [{instancePath:instancePath+"/snapshot",schemaPath:"#/properties/snapshot/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs8 === errors){
if(data2.journalId !== undefined){
let data3 = data2.journalId;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data3 === "string"){
if(!pattern0.test(data3)){
validate23.errors = [{instancePath:instancePath+"/snapshot/journalId",schemaPath:"#/properties/snapshot/properties/journalId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/journalId",schemaPath:"#/properties/snapshot/properties/journalId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid1 = _errs9 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.bootId !== undefined){
let data4 = data2.bootId;
const _errs11 = errors;
if(errors === _errs11){
if(typeof data4 === "string"){
if(!pattern0.test(data4)){
validate23.errors = [{instancePath:instancePath+"/snapshot/bootId",schemaPath:"#/properties/snapshot/properties/bootId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/bootId",schemaPath:"#/properties/snapshot/properties/bootId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid1 = _errs11 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.version !== undefined){
let data5 = data2.version;
const _errs13 = errors;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
validate23.errors = [{instancePath:instancePath+"/snapshot/version",schemaPath:"#/properties/snapshot/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs13){
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 9007199254740991 || isNaN(data5)){
validate23.errors = [{instancePath:instancePath+"/snapshot/version",schemaPath:"#/properties/snapshot/properties/version/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data5 < 0 || isNaN(data5)){
validate23.errors = [{instancePath:instancePath+"/snapshot/version",schemaPath:"#/properties/snapshot/properties/version/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid1 = _errs13 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.printerId !== undefined){
let data6 = data2.printerId;
const _errs15 = errors;
if(errors === _errs15){
if(typeof data6 === "string"){
if(!pattern0.test(data6)){
validate23.errors = [{instancePath:instancePath+"/snapshot/printerId",schemaPath:"#/properties/snapshot/properties/printerId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/printerId",schemaPath:"#/properties/snapshot/properties/printerId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid1 = _errs15 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.phase !== undefined){
const _errs17 = errors;
if(!(validate24(data2.phase, {instancePath:instancePath+"/snapshot/phase",parentData:data2,parentDataProperty:"phase",rootData}))){
vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
errors = vErrors.length;
}
var valid1 = _errs17 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.bed !== undefined){
const _errs18 = errors;
if(!(validate75(data2.bed, {instancePath:instancePath+"/snapshot/bed",parentData:data2,parentDataProperty:"bed",rootData}))){
vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
errors = vErrors.length;
}
var valid1 = _errs18 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.printer !== undefined){
let data9 = data2.printer;
const _errs19 = errors;
if(errors === _errs19){
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
let missing2;
if((data9.kind === undefined) && (missing2 = "kind")){
validate23.errors = [{instancePath:instancePath+"/snapshot/printer",schemaPath:"#/properties/snapshot/properties/printer/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
const tag0 = data9.kind;
if(typeof tag0 == "string"){
if(tag0 === "reachable"){
if(!(validate83(data9, {instancePath:instancePath+"/snapshot/printer",parentData:data2,parentDataProperty:"printer",rootData}))){
vErrors = vErrors === null ? validate83.errors : vErrors.concat(validate83.errors);
errors = vErrors.length;
}
}
else if(tag0 === "unreachable"){
if(!(validate84(data9, {instancePath:instancePath+"/snapshot/printer",parentData:data2,parentDataProperty:"printer",rootData}))){
vErrors = vErrors === null ? validate84.errors : vErrors.concat(validate84.errors);
errors = vErrors.length;
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/printer",schemaPath:"#/properties/snapshot/properties/printer/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "kind", tagValue: tag0}}];
return false;
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/printer",schemaPath:"#/properties/snapshot/properties/printer/discriminator",keyword:"discriminator",params:{error: "tag", tag: "kind", tagValue: tag0}}];
return false;
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/printer",schemaPath:"#/properties/snapshot/properties/printer/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid1 = _errs19 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.configurationVersion !== undefined){
let data10 = data2.configurationVersion;
const _errs24 = errors;
const _errs25 = errors;
let valid5 = false;
const _errs26 = errors;
if(data10 !== null){
const err0 = {instancePath:instancePath+"/snapshot/configurationVersion",schemaPath:"#/properties/snapshot/properties/configurationVersion/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs26 === errors;
valid5 = valid5 || _valid0;
if(!valid5){
const _errs28 = errors;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){
const err1 = {instancePath:instancePath+"/snapshot/configurationVersion",schemaPath:"#/properties/snapshot/properties/configurationVersion/anyOf/1/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(errors === _errs28){
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 9007199254740991 || isNaN(data10)){
const err2 = {instancePath:instancePath+"/snapshot/configurationVersion",schemaPath:"#/properties/snapshot/properties/configurationVersion/anyOf/1/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
if(data10 < 0 || isNaN(data10)){
const err3 = {instancePath:instancePath+"/snapshot/configurationVersion",schemaPath:"#/properties/snapshot/properties/configurationVersion/anyOf/1/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
}
var _valid0 = _errs28 === errors;
valid5 = valid5 || _valid0;
}
if(!valid5){
const err4 = {instancePath:instancePath+"/snapshot/configurationVersion",schemaPath:"#/properties/snapshot/properties/configurationVersion/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs25;
if(vErrors !== null){
if(_errs25){
vErrors.length = _errs25;
}
else {
vErrors = null;
}
}
}
var valid1 = _errs24 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.stopNumber !== undefined){
let data11 = data2.stopNumber;
const _errs30 = errors;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
validate23.errors = [{instancePath:instancePath+"/snapshot/stopNumber",schemaPath:"#/properties/snapshot/properties/stopNumber/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs30){
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 9007199254740991 || isNaN(data11)){
validate23.errors = [{instancePath:instancePath+"/snapshot/stopNumber",schemaPath:"#/properties/snapshot/properties/stopNumber/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data11 < 0 || isNaN(data11)){
validate23.errors = [{instancePath:instancePath+"/snapshot/stopNumber",schemaPath:"#/properties/snapshot/properties/stopNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid1 = _errs30 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.pauseNumber !== undefined){
let data12 = data2.pauseNumber;
const _errs32 = errors;
if(!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))){
validate23.errors = [{instancePath:instancePath+"/snapshot/pauseNumber",schemaPath:"#/properties/snapshot/properties/pauseNumber/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs32){
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 9007199254740991 || isNaN(data12)){
validate23.errors = [{instancePath:instancePath+"/snapshot/pauseNumber",schemaPath:"#/properties/snapshot/properties/pauseNumber/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data12 < 0 || isNaN(data12)){
validate23.errors = [{instancePath:instancePath+"/snapshot/pauseNumber",schemaPath:"#/properties/snapshot/properties/pauseNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid1 = _errs32 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.sensedClear !== undefined){
let data13 = data2.sensedClear;
const _errs34 = errors;
const _errs35 = errors;
let valid6 = false;
const _errs36 = errors;
if(data13 !== null){
const err5 = {instancePath:instancePath+"/snapshot/sensedClear",schemaPath:"#/properties/snapshot/properties/sensedClear/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
var _valid1 = _errs36 === errors;
valid6 = valid6 || _valid1;
if(!valid6){
const _errs38 = errors;
if(errors === _errs38){
if(typeof data13 === "string"){
if(!pattern12.test(data13)){
const err6 = {instancePath:instancePath+"/snapshot/sensedClear",schemaPath:"#/properties/snapshot/properties/sensedClear/anyOf/1/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}\\.[0-9]{1,16}$"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/snapshot/sensedClear",schemaPath:"#/properties/snapshot/properties/sensedClear/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
var _valid1 = _errs38 === errors;
valid6 = valid6 || _valid1;
}
if(!valid6){
const err8 = {instancePath:instancePath+"/snapshot/sensedClear",schemaPath:"#/properties/snapshot/properties/sensedClear/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs35;
if(vErrors !== null){
if(_errs35){
vErrors.length = _errs35;
}
else {
vErrors = null;
}
}
}
var valid1 = _errs34 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.dialog !== undefined){
let data14 = data2.dialog;
const _errs40 = errors;
if(errors === _errs40){
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
let missing3;
if(((((data14.id === undefined) && (missing3 = "id")) || ((data14.text === undefined) && (missing3 = "text"))) || ((data14.choices === undefined) && (missing3 = "choices"))) || ((data14.since === undefined) && (missing3 = "since"))){
validate23.errors = [{instancePath:instancePath+"/snapshot/dialog",schemaPath:"#/properties/snapshot/properties/dialog/required",keyword:"required",params:{missingProperty: missing3}}];
return false;
}
else {
const _errs42 = errors;
for(const key2 in data14){
if(!((((key2 === "id") || (key2 === "text")) || (key2 === "choices")) || (key2 === "since"))){
validate23.errors = [{instancePath:instancePath+"/snapshot/dialog",schemaPath:"#/properties/snapshot/properties/dialog/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}}];
return false;
break;
}
}
if(_errs42 === errors){
if(data14.id !== undefined){
let data15 = data14.id;
const _errs43 = errors;
if(errors === _errs43){
if(typeof data15 === "string"){
if(!pattern0.test(data15)){
validate23.errors = [{instancePath:instancePath+"/snapshot/dialog/id",schemaPath:"#/properties/snapshot/properties/dialog/properties/id/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/dialog/id",schemaPath:"#/properties/snapshot/properties/dialog/properties/id/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid7 = _errs43 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data14.text !== undefined){
const _errs45 = errors;
if(typeof data14.text !== "string"){
validate23.errors = [{instancePath:instancePath+"/snapshot/dialog/text",schemaPath:"#/properties/snapshot/properties/dialog/properties/text/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid7 = _errs45 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data14.choices !== undefined){
let data17 = data14.choices;
const _errs47 = errors;
if(errors === _errs47){
if(Array.isArray(data17)){
if(data17.length > 10){
validate23.errors = [{instancePath:instancePath+"/snapshot/dialog/choices",schemaPath:"#/properties/snapshot/properties/dialog/properties/choices/maxItems",keyword:"maxItems",params:{limit: 10}}];
return false;
}
else {
var valid8 = true;
const len0 = data17.length;
for(let i0=0; i0<len0; i0++){
const _errs49 = errors;
if(typeof data17[i0] !== "string"){
validate23.errors = [{instancePath:instancePath+"/snapshot/dialog/choices/" + i0,schemaPath:"#/properties/snapshot/properties/dialog/properties/choices/items/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid8 = _errs49 === errors;
if(!valid8){
break;
}
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/dialog/choices",schemaPath:"#/properties/snapshot/properties/dialog/properties/choices/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid7 = _errs47 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data14.since !== undefined){
let data19 = data14.since;
const _errs51 = errors;
if(!((typeof data19 == "number") && (isFinite(data19)))){
validate23.errors = [{instancePath:instancePath+"/snapshot/dialog/since",schemaPath:"#/properties/snapshot/properties/dialog/properties/since/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid7 = _errs51 === errors;
}
else {
var valid7 = true;
}
}
}
}
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/dialog",schemaPath:"#/properties/snapshot/properties/dialog/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid1 = _errs40 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.lastError !== undefined){
let data20 = data2.lastError;
const _errs53 = errors;
const _errs54 = errors;
let valid9 = false;
const _errs55 = errors;
if(data20 !== null){
const err9 = {instancePath:instancePath+"/snapshot/lastError",schemaPath:"#/properties/snapshot/properties/lastError/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
var _valid2 = _errs55 === errors;
valid9 = valid9 || _valid2;
if(!valid9){
const _errs57 = errors;
if(!(validate34(data20, {instancePath:instancePath+"/snapshot/lastError",parentData:data2,parentDataProperty:"lastError",rootData}))){
vErrors = vErrors === null ? validate34.errors : vErrors.concat(validate34.errors);
errors = vErrors.length;
}
var _valid2 = _errs57 === errors;
valid9 = valid9 || _valid2;
}
if(!valid9){
const err10 = {instancePath:instancePath+"/snapshot/lastError",schemaPath:"#/properties/snapshot/properties/lastError/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs54;
if(vErrors !== null){
if(_errs54){
vErrors.length = _errs54;
}
else {
vErrors = null;
}
}
}
var valid1 = _errs53 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.begun !== undefined){
let data21 = data2.begun;
const _errs58 = errors;
if(errors === _errs58){
if(Array.isArray(data21)){
if(data21.length > 64){
validate23.errors = [{instancePath:instancePath+"/snapshot/begun",schemaPath:"#/properties/snapshot/properties/begun/maxItems",keyword:"maxItems",params:{limit: 64}}];
return false;
}
else {
var valid10 = true;
const len1 = data21.length;
for(let i1=0; i1<len1; i1++){
let data22 = data21[i1];
const _errs60 = errors;
if(errors === _errs60){
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
let missing4;
if(((data22.printId === undefined) && (missing4 = "printId")) || ((data22.outcome === undefined) && (missing4 = "outcome"))){
validate23.errors = [{instancePath:instancePath+"/snapshot/begun/" + i1,schemaPath:"#/properties/snapshot/properties/begun/items/required",keyword:"required",params:{missingProperty: missing4}}];
return false;
}
else {
const _errs62 = errors;
for(const key3 in data22){
if(!((key3 === "printId") || (key3 === "outcome"))){
validate23.errors = [{instancePath:instancePath+"/snapshot/begun/" + i1,schemaPath:"#/properties/snapshot/properties/begun/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}}];
return false;
break;
}
}
if(_errs62 === errors){
if(data22.printId !== undefined){
let data23 = data22.printId;
const _errs63 = errors;
if(errors === _errs63){
if(typeof data23 === "string"){
if(!pattern0.test(data23)){
validate23.errors = [{instancePath:instancePath+"/snapshot/begun/" + i1+"/printId",schemaPath:"#/properties/snapshot/properties/begun/items/properties/printId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/begun/" + i1+"/printId",schemaPath:"#/properties/snapshot/properties/begun/items/properties/printId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid11 = _errs63 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data22.outcome !== undefined){
let data24 = data22.outcome;
const _errs65 = errors;
const _errs66 = errors;
let valid12 = false;
const _errs67 = errors;
if(data24 !== null){
const err11 = {instancePath:instancePath+"/snapshot/begun/" + i1+"/outcome",schemaPath:"#/properties/snapshot/properties/begun/items/properties/outcome/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
var _valid3 = _errs67 === errors;
valid12 = valid12 || _valid3;
if(!valid12){
const _errs69 = errors;
if(typeof data24 !== "string"){
const err12 = {instancePath:instancePath+"/snapshot/begun/" + i1+"/outcome",schemaPath:"#/properties/snapshot/properties/begun/items/properties/outcome/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(!(((((data24 === "finished") || (data24 === "cancelled")) || (data24 === "failed")) || (data24 === "never-started")) || (data24 === "unknown"))){
const err13 = {instancePath:instancePath+"/snapshot/begun/" + i1+"/outcome",schemaPath:"#/properties/snapshot/properties/begun/items/properties/outcome/anyOf/1/enum",keyword:"enum",params:{allowedValues: schema8.properties.snapshot.properties.begun.items.properties.outcome.anyOf[1].enum}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
var _valid3 = _errs69 === errors;
valid12 = valid12 || _valid3;
}
if(!valid12){
const err14 = {instancePath:instancePath+"/snapshot/begun/" + i1+"/outcome",schemaPath:"#/properties/snapshot/properties/begun/items/properties/outcome/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs66;
if(vErrors !== null){
if(_errs66){
vErrors.length = _errs66;
}
else {
vErrors = null;
}
}
}
var valid11 = _errs65 === errors;
}
else {
var valid11 = true;
}
}
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/begun/" + i1,schemaPath:"#/properties/snapshot/properties/begun/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid10 = _errs60 === errors;
if(!valid10){
break;
}
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/begun",schemaPath:"#/properties/snapshot/properties/begun/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid1 = _errs58 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.entries !== undefined){
let data25 = data2.entries;
const _errs71 = errors;
if(errors === _errs71){
if(Array.isArray(data25)){
if(data25.length > 256){
validate23.errors = [{instancePath:instancePath+"/snapshot/entries",schemaPath:"#/properties/snapshot/properties/entries/maxItems",keyword:"maxItems",params:{limit: 256}}];
return false;
}
else {
var valid13 = true;
const len2 = data25.length;
for(let i2=0; i2<len2; i2++){
let data26 = data25[i2];
const _errs73 = errors;
if(errors === _errs73){
if(data26 && typeof data26 == "object" && !Array.isArray(data26)){
let missing5;
if((((((data26.seq === undefined) && (missing5 = "seq")) || ((data26.bootId === undefined) && (missing5 = "bootId"))) || ((data26.at === undefined) && (missing5 = "at"))) || ((data26.correlationId === undefined) && (missing5 = "correlationId"))) || ((data26.fact === undefined) && (missing5 = "fact"))){
validate23.errors = [{instancePath:instancePath+"/snapshot/entries/" + i2,schemaPath:"#/properties/snapshot/properties/entries/items/required",keyword:"required",params:{missingProperty: missing5}}];
return false;
}
else {
const _errs75 = errors;
for(const key4 in data26){
if(!(((((key4 === "seq") || (key4 === "bootId")) || (key4 === "at")) || (key4 === "correlationId")) || (key4 === "fact"))){
validate23.errors = [{instancePath:instancePath+"/snapshot/entries/" + i2,schemaPath:"#/properties/snapshot/properties/entries/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}}];
return false;
break;
}
}
if(_errs75 === errors){
if(data26.seq !== undefined){
let data27 = data26.seq;
const _errs76 = errors;
if(!(((typeof data27 == "number") && (!(data27 % 1) && !isNaN(data27))) && (isFinite(data27)))){
validate23.errors = [{instancePath:instancePath+"/snapshot/entries/" + i2+"/seq",schemaPath:"#/properties/snapshot/properties/entries/items/properties/seq/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs76){
if((typeof data27 == "number") && (isFinite(data27))){
if(data27 > 9007199254740991 || isNaN(data27)){
validate23.errors = [{instancePath:instancePath+"/snapshot/entries/" + i2+"/seq",schemaPath:"#/properties/snapshot/properties/entries/items/properties/seq/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data27 < 0 || isNaN(data27)){
validate23.errors = [{instancePath:instancePath+"/snapshot/entries/" + i2+"/seq",schemaPath:"#/properties/snapshot/properties/entries/items/properties/seq/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid14 = _errs76 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data26.bootId !== undefined){
let data28 = data26.bootId;
const _errs78 = errors;
if(errors === _errs78){
if(typeof data28 === "string"){
if(!pattern0.test(data28)){
validate23.errors = [{instancePath:instancePath+"/snapshot/entries/" + i2+"/bootId",schemaPath:"#/properties/snapshot/properties/entries/items/properties/bootId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/entries/" + i2+"/bootId",schemaPath:"#/properties/snapshot/properties/entries/items/properties/bootId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid14 = _errs78 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data26.at !== undefined){
let data29 = data26.at;
const _errs80 = errors;
if(!((typeof data29 == "number") && (isFinite(data29)))){
validate23.errors = [{instancePath:instancePath+"/snapshot/entries/" + i2+"/at",schemaPath:"#/properties/snapshot/properties/entries/items/properties/at/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid14 = _errs80 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data26.correlationId !== undefined){
let data30 = data26.correlationId;
const _errs82 = errors;
const _errs83 = errors;
let valid15 = false;
const _errs84 = errors;
if(data30 !== null){
const err15 = {instancePath:instancePath+"/snapshot/entries/" + i2+"/correlationId",schemaPath:"#/properties/snapshot/properties/entries/items/properties/correlationId/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
var _valid4 = _errs84 === errors;
valid15 = valid15 || _valid4;
if(!valid15){
const _errs86 = errors;
if(errors === _errs86){
if(typeof data30 === "string"){
if(!pattern0.test(data30)){
const err16 = {instancePath:instancePath+"/snapshot/entries/" + i2+"/correlationId",schemaPath:"#/properties/snapshot/properties/entries/items/properties/correlationId/anyOf/1/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/snapshot/entries/" + i2+"/correlationId",schemaPath:"#/properties/snapshot/properties/entries/items/properties/correlationId/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
var _valid4 = _errs86 === errors;
valid15 = valid15 || _valid4;
}
if(!valid15){
const err18 = {instancePath:instancePath+"/snapshot/entries/" + i2+"/correlationId",schemaPath:"#/properties/snapshot/properties/entries/items/properties/correlationId/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
validate23.errors = vErrors;
return false;
}
else {
errors = _errs83;
if(vErrors !== null){
if(_errs83){
vErrors.length = _errs83;
}
else {
vErrors = null;
}
}
}
var valid14 = _errs82 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data26.fact !== undefined){
const _errs88 = errors;
if(!(validate88(data26.fact, {instancePath:instancePath+"/snapshot/entries/" + i2+"/fact",parentData:data26,parentDataProperty:"fact",rootData}))){
vErrors = vErrors === null ? validate88.errors : vErrors.concat(validate88.errors);
errors = vErrors.length;
}
var valid14 = _errs88 === errors;
}
else {
var valid14 = true;
}
}
}
}
}
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/entries/" + i2,schemaPath:"#/properties/snapshot/properties/entries/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid13 = _errs73 === errors;
if(!valid13){
break;
}
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot/entries",schemaPath:"#/properties/snapshot/properties/entries/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid1 = _errs71 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.more !== undefined){
const _errs89 = errors;
if(typeof data2.more !== "boolean"){
validate23.errors = [{instancePath:instancePath+"/snapshot/more",schemaPath:"#/properties/snapshot/properties/more/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid1 = _errs89 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/snapshot",schemaPath:"#/properties/snapshot/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate23.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate23.errors = vErrors;
return errors === 0;
}

const schema55 = {"type":"object","required":["kind","epoch","commandId","answer","version"],"properties":{"kind":{"type":"string","const":"answer"},"epoch":{"type":"integer","minimum":0,"maximum":9007199254740991},"commandId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"answer":{"type":"object","required":["kind"],"discriminator":{"propertyName":"kind"},"oneOf":[{"$ref":"isMachineMessage.answer.properties.answer.accepted"},{"$ref":"isMachineMessage.answer.properties.answer.refused"}]},"version":{"type":"object","required":["journalId","bootId","version"],"properties":{"journalId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"bootId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"version":{"type":"integer","minimum":0,"maximum":9007199254740991}},"additionalProperties":false}},"additionalProperties":false};
const schema56 = {"type":"object","required":["kind"],"properties":{"kind":{"type":"string","const":"accepted"}},"additionalProperties":false};

function validate137(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.kind === undefined) && (missing0 = "kind")){
validate137.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(key0 === "kind")){
validate137.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
validate137.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("accepted" !== data0){
validate137.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "accepted"}}];
return false;
}
}
}
}
}
else {
validate137.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate137.errors = vErrors;
return errors === 0;
}

const schema57 = {"type":"object","required":["kind","reason"],"properties":{"kind":{"type":"string","const":"refused"},"reason":{"type":"string","enum":["stale-version","wrong-phase","stale-epoch","stale-bed","stale-pause","unknown-print","already-began","not-configured","bed-not-clear","blind","stop-pending","unsupported","needs-confirmation","stale-dialog","out-of-range","card-busy"]}},"additionalProperties":false};

function validate138(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.reason === undefined) && (missing0 = "reason"))){
validate138.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "reason"))){
validate138.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate138.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("refused" !== data0){
validate138.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "refused"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
let data1 = data.reason;
const _errs4 = errors;
if(typeof data1 !== "string"){
validate138.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!((((((((((((((((data1 === "stale-version") || (data1 === "wrong-phase")) || (data1 === "stale-epoch")) || (data1 === "stale-bed")) || (data1 === "stale-pause")) || (data1 === "unknown-print")) || (data1 === "already-began")) || (data1 === "not-configured")) || (data1 === "bed-not-clear")) || (data1 === "blind")) || (data1 === "stop-pending")) || (data1 === "unsupported")) || (data1 === "needs-confirmation")) || (data1 === "stale-dialog")) || (data1 === "out-of-range")) || (data1 === "card-busy"))){
validate138.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/enum",keyword:"enum",params:{allowedValues: schema57.properties.reason.enum}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate138.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate138.errors = vErrors;
return errors === 0;
}


function validate136(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((data.kind === undefined) && (missing0 = "kind")) || ((data.epoch === undefined) && (missing0 = "epoch"))) || ((data.commandId === undefined) && (missing0 = "commandId"))) || ((data.answer === undefined) && (missing0 = "answer"))) || ((data.version === undefined) && (missing0 = "version"))){
validate136.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((((key0 === "kind") || (key0 === "epoch")) || (key0 === "commandId")) || (key0 === "answer")) || (key0 === "version"))){
validate136.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate136.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("answer" !== data0){
validate136.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "answer"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.epoch !== undefined){
let data1 = data.epoch;
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate136.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs4){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
validate136.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
validate136.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.commandId !== undefined){
let data2 = data.commandId;
const _errs6 = errors;
if(errors === _errs6){
if(typeof data2 === "string"){
if(!pattern0.test(data2)){
validate136.errors = [{instancePath:instancePath+"/commandId",schemaPath:"#/properties/commandId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate136.errors = [{instancePath:instancePath+"/commandId",schemaPath:"#/properties/commandId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.answer !== undefined){
let data3 = data.answer;
const _errs8 = errors;
if(errors === _errs8){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing1;
if((data3.kind === undefined) && (missing1 = "kind")){
validate136.errors = [{instancePath:instancePath+"/answer",schemaPath:"#/properties/answer/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const tag0 = data3.kind;
if(typeof tag0 == "string"){
if(tag0 === "accepted"){
if(!(validate137(data3, {instancePath:instancePath+"/answer",parentData:data,parentDataProperty:"answer",rootData}))){
vErrors = vErrors === null ? validate137.errors : vErrors.concat(validate137.errors);
errors = vErrors.length;
}
}
else if(tag0 === "refused"){
if(!(validate138(data3, {instancePath:instancePath+"/answer",parentData:data,parentDataProperty:"answer",rootData}))){
vErrors = vErrors === null ? validate138.errors : vErrors.concat(validate138.errors);
errors = vErrors.length;
}
}
else {
validate136.errors = [{instancePath:instancePath+"/answer",schemaPath:"#/properties/answer/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "kind", tagValue: tag0}}];
return false;
}
}
else {
validate136.errors = [{instancePath:instancePath+"/answer",schemaPath:"#/properties/answer/discriminator",keyword:"discriminator",params:{error: "tag", tag: "kind", tagValue: tag0}}];
return false;
}
}
}
else {
validate136.errors = [{instancePath:instancePath+"/answer",schemaPath:"#/properties/answer/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.version !== undefined){
let data4 = data.version;
const _errs13 = errors;
if(errors === _errs13){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
let missing2;
if((((data4.journalId === undefined) && (missing2 = "journalId")) || ((data4.bootId === undefined) && (missing2 = "bootId"))) || ((data4.version === undefined) && (missing2 = "version"))){
validate136.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
const _errs15 = errors;
for(const key1 in data4){
if(!(((key1 === "journalId") || (key1 === "bootId")) || (key1 === "version"))){
validate136.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs15 === errors){
if(data4.journalId !== undefined){
let data5 = data4.journalId;
const _errs16 = errors;
if(errors === _errs16){
if(typeof data5 === "string"){
if(!pattern0.test(data5)){
validate136.errors = [{instancePath:instancePath+"/version/journalId",schemaPath:"#/properties/version/properties/journalId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate136.errors = [{instancePath:instancePath+"/version/journalId",schemaPath:"#/properties/version/properties/journalId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid4 = _errs16 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data4.bootId !== undefined){
let data6 = data4.bootId;
const _errs18 = errors;
if(errors === _errs18){
if(typeof data6 === "string"){
if(!pattern0.test(data6)){
validate136.errors = [{instancePath:instancePath+"/version/bootId",schemaPath:"#/properties/version/properties/bootId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}}];
return false;
}
}
else {
validate136.errors = [{instancePath:instancePath+"/version/bootId",schemaPath:"#/properties/version/properties/bootId/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid4 = _errs18 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data4.version !== undefined){
let data7 = data4.version;
const _errs20 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate136.errors = [{instancePath:instancePath+"/version/version",schemaPath:"#/properties/version/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs20){
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 9007199254740991 || isNaN(data7)){
validate136.errors = [{instancePath:instancePath+"/version/version",schemaPath:"#/properties/version/properties/version/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data7 < 0 || isNaN(data7)){
validate136.errors = [{instancePath:instancePath+"/version/version",schemaPath:"#/properties/version/properties/version/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid4 = _errs20 === errors;
}
else {
var valid4 = true;
}
}
}
}
}
}
else {
validate136.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate136.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate136.errors = vErrors;
return errors === 0;
}

const schema58 = {"type":"object","required":["kind","epoch","feedback"],"properties":{"kind":{"type":"string","const":"feedback"},"epoch":{"type":"integer","minimum":0,"maximum":9007199254740991},"feedback":{"type":"object","required":["at","temperatures","position","progress","line","notice"],"properties":{"at":{"type":"number"},"temperatures":{"type":"array","items":{"type":"object","required":["name","actual","target"],"properties":{"name":{"type":"string"},"actual":{"type":"number"},"target":{"anyOf":[{"type":"null"},{"type":"number"}]}},"additionalProperties":false}},"position":{"anyOf":[{"type":"null"},{"type":"object","required":["x","y","z"],"properties":{"x":{"type":"number"},"y":{"type":"number"},"z":{"type":"number"}},"additionalProperties":false}]},"progress":{"anyOf":[{"type":"null"},{"type":"object","required":["printId","fraction","elapsedSeconds","remainingSeconds","layer","z"],"properties":{"printId":{"type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,63}$"},"fraction":{"type":"number"},"elapsedSeconds":{"type":"number"},"remainingSeconds":{"anyOf":[{"type":"null"},{"type":"number"}]},"layer":{"anyOf":[{"type":"null"},{"type":"number"}]},"z":{"anyOf":[{"type":"null"},{"type":"number"}]}},"additionalProperties":false}]},"line":{"anyOf":[{"type":"null"},{"type":"object","required":["linesSent","resends","window","probes"],"properties":{"linesSent":{"type":"number"},"resends":{"type":"number"},"window":{"type":"number"},"probes":{"type":"number"}},"additionalProperties":false}]},"notice":{"anyOf":[{"type":"null"},{"type":"string"}]},"overrides":{"type":"object","required":["feedPercent","flowPercent","fanPercent","babyStepMm","pauseAt"],"properties":{"feedPercent":{"type":"number"},"flowPercent":{"type":"number"},"fanPercent":{"anyOf":[{"type":"null"},{"type":"number"}]},"babyStepMm":{"type":"number"},"pauseAt":{"anyOf":[{"type":"null"},{"type":"object","required":["kind"],"discriminator":{"propertyName":"kind"},"oneOf":[{"$ref":"isMachineMessage.feedback.properties.feedback.properties.overrides.properties.pauseAt.anyOf.1.layer"},{"$ref":"isMachineMessage.feedback.properties.feedback.properties.overrides.properties.pauseAt.anyOf.1.height"}]}]},"objects":{"type":"array","items":{"type":"object","required":["id","name","skipped","current"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"skipped":{"type":"boolean"},"current":{"type":"boolean"}},"additionalProperties":false},"maxItems":100}},"additionalProperties":false},"stutter":{"type":"object","required":["underruns","standstillMs","seenBy"],"properties":{"underruns":{"type":"integer","minimum":0,"maximum":9007199254740991},"standstillMs":{"type":"number"},"seenBy":{"type":"string","enum":["model","places","printer"]}},"additionalProperties":false},"slots":{"type":"array","items":{"type":"object","required":["slot","label","external","filled","type","colour","tag","remainingPercent"],"properties":{"slot":{"type":"integer","minimum":0,"maximum":9007199254740991},"label":{"type":"string"},"external":{"type":"boolean"},"filled":{"anyOf":[{"type":"null"},{"type":"boolean"}]},"type":{"anyOf":[{"type":"null"},{"type":"string"}]},"colour":{"anyOf":[{"type":"null"},{"type":"string"}]},"tag":{"anyOf":[{"type":"null"},{"type":"string"}]},"remainingPercent":{"anyOf":[{"type":"null"},{"type":"number"}]},"nozzle":{"type":"string","enum":["left","right","none"]}},"additionalProperties":false},"maxItems":64},"filesChanged":{"type":"integer","minimum":0,"maximum":9007199254740991}},"additionalProperties":false}},"additionalProperties":false};
const schema59 = {"type":"object","required":["kind","layer"],"properties":{"kind":{"type":"string","const":"layer"},"layer":{"type":"integer","minimum":0,"maximum":9007199254740991}},"additionalProperties":false};

function validate142(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.layer === undefined) && (missing0 = "layer"))){
validate142.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "layer"))){
validate142.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate142.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("layer" !== data0){
validate142.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "layer"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.layer !== undefined){
let data1 = data.layer;
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate142.errors = [{instancePath:instancePath+"/layer",schemaPath:"#/properties/layer/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs4){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
validate142.errors = [{instancePath:instancePath+"/layer",schemaPath:"#/properties/layer/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
validate142.errors = [{instancePath:instancePath+"/layer",schemaPath:"#/properties/layer/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate142.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate142.errors = vErrors;
return errors === 0;
}

const schema60 = {"type":"object","required":["kind","mm"],"properties":{"kind":{"type":"string","const":"height"},"mm":{"type":"number"}},"additionalProperties":false};

function validate143(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.mm === undefined) && (missing0 = "mm"))){
validate143.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "mm"))){
validate143.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate143.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("height" !== data0){
validate143.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "height"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.mm !== undefined){
let data1 = data.mm;
const _errs4 = errors;
if(!((typeof data1 == "number") && (isFinite(data1)))){
validate143.errors = [{instancePath:instancePath+"/mm",schemaPath:"#/properties/mm/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate143.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate143.errors = vErrors;
return errors === 0;
}


function validate141(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.epoch === undefined) && (missing0 = "epoch"))) || ((data.feedback === undefined) && (missing0 = "feedback"))){
validate141.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "epoch")) || (key0 === "feedback"))){
validate141.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate141.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("feedback" !== data0){
validate141.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "feedback"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.epoch !== undefined){
let data1 = data.epoch;
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate141.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs4){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
validate141.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
validate141.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.feedback !== undefined){
let data2 = data.feedback;
const _errs6 = errors;
if(errors === _errs6){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if(((((((data2.at === undefined) && (missing1 = "at")) || ((data2.temperatures === undefined) && (missing1 = "temperatures"))) || ((data2.position === undefined) && (missing1 = "position"))) || ((data2.progress === undefined) && (missing1 = "progress"))) || ((data2.line === undefined) && (missing1 = "line"))) || ((data2.notice === undefined) && (missing1 = "notice"))){
validate141.errors = [{instancePath:instancePath+"/feedback",schemaPath:"#/properties/feedback/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs8 = errors;
for(const key1 in data2){
if(!(func2.call(schema58.properties.feedback.properties, key1))){
validate141.errors = [{instancePath:instancePath+"/feedback",schemaPath:"#/properties/feedback/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs8 === errors){
if(data2.at !== undefined){
let data3 = data2.at;
const _errs9 = errors;
if(!((typeof data3 == "number") && (isFinite(data3)))){
validate141.errors = [{instancePath:instancePath+"/feedback/at",schemaPath:"#/properties/feedback/properties/at/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid1 = _errs9 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.temperatures !== undefined){
let data4 = data2.temperatures;
const _errs11 = errors;
if(errors === _errs11){
if(Array.isArray(data4)){
var valid2 = true;
const len0 = data4.length;
for(let i0=0; i0<len0; i0++){
let data5 = data4[i0];
const _errs13 = errors;
if(errors === _errs13){
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
let missing2;
if((((data5.name === undefined) && (missing2 = "name")) || ((data5.actual === undefined) && (missing2 = "actual"))) || ((data5.target === undefined) && (missing2 = "target"))){
validate141.errors = [{instancePath:instancePath+"/feedback/temperatures/" + i0,schemaPath:"#/properties/feedback/properties/temperatures/items/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
const _errs15 = errors;
for(const key2 in data5){
if(!(((key2 === "name") || (key2 === "actual")) || (key2 === "target"))){
validate141.errors = [{instancePath:instancePath+"/feedback/temperatures/" + i0,schemaPath:"#/properties/feedback/properties/temperatures/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}}];
return false;
break;
}
}
if(_errs15 === errors){
if(data5.name !== undefined){
const _errs16 = errors;
if(typeof data5.name !== "string"){
validate141.errors = [{instancePath:instancePath+"/feedback/temperatures/" + i0+"/name",schemaPath:"#/properties/feedback/properties/temperatures/items/properties/name/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid3 = _errs16 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data5.actual !== undefined){
let data7 = data5.actual;
const _errs18 = errors;
if(!((typeof data7 == "number") && (isFinite(data7)))){
validate141.errors = [{instancePath:instancePath+"/feedback/temperatures/" + i0+"/actual",schemaPath:"#/properties/feedback/properties/temperatures/items/properties/actual/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid3 = _errs18 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data5.target !== undefined){
let data8 = data5.target;
const _errs20 = errors;
const _errs21 = errors;
let valid4 = false;
const _errs22 = errors;
if(data8 !== null){
const err0 = {instancePath:instancePath+"/feedback/temperatures/" + i0+"/target",schemaPath:"#/properties/feedback/properties/temperatures/items/properties/target/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs22 === errors;
valid4 = valid4 || _valid0;
if(!valid4){
const _errs24 = errors;
if(!((typeof data8 == "number") && (isFinite(data8)))){
const err1 = {instancePath:instancePath+"/feedback/temperatures/" + i0+"/target",schemaPath:"#/properties/feedback/properties/temperatures/items/properties/target/anyOf/1/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs24 === errors;
valid4 = valid4 || _valid0;
}
if(!valid4){
const err2 = {instancePath:instancePath+"/feedback/temperatures/" + i0+"/target",schemaPath:"#/properties/feedback/properties/temperatures/items/properties/target/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
validate141.errors = vErrors;
return false;
}
else {
errors = _errs21;
if(vErrors !== null){
if(_errs21){
vErrors.length = _errs21;
}
else {
vErrors = null;
}
}
}
var valid3 = _errs20 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
}
else {
validate141.errors = [{instancePath:instancePath+"/feedback/temperatures/" + i0,schemaPath:"#/properties/feedback/properties/temperatures/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid2 = _errs13 === errors;
if(!valid2){
break;
}
}
}
else {
validate141.errors = [{instancePath:instancePath+"/feedback/temperatures",schemaPath:"#/properties/feedback/properties/temperatures/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid1 = _errs11 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.position !== undefined){
let data9 = data2.position;
const _errs26 = errors;
const _errs27 = errors;
let valid5 = false;
const _errs28 = errors;
if(data9 !== null){
const err3 = {instancePath:instancePath+"/feedback/position",schemaPath:"#/properties/feedback/properties/position/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
var _valid1 = _errs28 === errors;
valid5 = valid5 || _valid1;
if(!valid5){
const _errs30 = errors;
if(errors === _errs30){
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
let missing3;
if((((data9.x === undefined) && (missing3 = "x")) || ((data9.y === undefined) && (missing3 = "y"))) || ((data9.z === undefined) && (missing3 = "z"))){
const err4 = {instancePath:instancePath+"/feedback/position",schemaPath:"#/properties/feedback/properties/position/anyOf/1/required",keyword:"required",params:{missingProperty: missing3}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
else {
const _errs32 = errors;
for(const key3 in data9){
if(!(((key3 === "x") || (key3 === "y")) || (key3 === "z"))){
const err5 = {instancePath:instancePath+"/feedback/position",schemaPath:"#/properties/feedback/properties/position/anyOf/1/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
break;
}
}
if(_errs32 === errors){
if(data9.x !== undefined){
let data10 = data9.x;
const _errs33 = errors;
if(!((typeof data10 == "number") && (isFinite(data10)))){
const err6 = {instancePath:instancePath+"/feedback/position/x",schemaPath:"#/properties/feedback/properties/position/anyOf/1/properties/x/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
var valid6 = _errs33 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data9.y !== undefined){
let data11 = data9.y;
const _errs35 = errors;
if(!((typeof data11 == "number") && (isFinite(data11)))){
const err7 = {instancePath:instancePath+"/feedback/position/y",schemaPath:"#/properties/feedback/properties/position/anyOf/1/properties/y/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
var valid6 = _errs35 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data9.z !== undefined){
let data12 = data9.z;
const _errs37 = errors;
if(!((typeof data12 == "number") && (isFinite(data12)))){
const err8 = {instancePath:instancePath+"/feedback/position/z",schemaPath:"#/properties/feedback/properties/position/anyOf/1/properties/z/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
var valid6 = _errs37 === errors;
}
else {
var valid6 = true;
}
}
}
}
}
}
else {
const err9 = {instancePath:instancePath+"/feedback/position",schemaPath:"#/properties/feedback/properties/position/anyOf/1/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
var _valid1 = _errs30 === errors;
valid5 = valid5 || _valid1;
}
if(!valid5){
const err10 = {instancePath:instancePath+"/feedback/position",schemaPath:"#/properties/feedback/properties/position/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
validate141.errors = vErrors;
return false;
}
else {
errors = _errs27;
if(vErrors !== null){
if(_errs27){
vErrors.length = _errs27;
}
else {
vErrors = null;
}
}
}
var valid1 = _errs26 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.progress !== undefined){
let data13 = data2.progress;
const _errs39 = errors;
const _errs40 = errors;
let valid7 = false;
const _errs41 = errors;
if(data13 !== null){
const err11 = {instancePath:instancePath+"/feedback/progress",schemaPath:"#/properties/feedback/properties/progress/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
var _valid2 = _errs41 === errors;
valid7 = valid7 || _valid2;
if(!valid7){
const _errs43 = errors;
if(errors === _errs43){
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
let missing4;
if(((((((data13.printId === undefined) && (missing4 = "printId")) || ((data13.fraction === undefined) && (missing4 = "fraction"))) || ((data13.elapsedSeconds === undefined) && (missing4 = "elapsedSeconds"))) || ((data13.remainingSeconds === undefined) && (missing4 = "remainingSeconds"))) || ((data13.layer === undefined) && (missing4 = "layer"))) || ((data13.z === undefined) && (missing4 = "z"))){
const err12 = {instancePath:instancePath+"/feedback/progress",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/required",keyword:"required",params:{missingProperty: missing4}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
else {
const _errs45 = errors;
for(const key4 in data13){
if(!((((((key4 === "printId") || (key4 === "fraction")) || (key4 === "elapsedSeconds")) || (key4 === "remainingSeconds")) || (key4 === "layer")) || (key4 === "z"))){
const err13 = {instancePath:instancePath+"/feedback/progress",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
break;
}
}
if(_errs45 === errors){
if(data13.printId !== undefined){
let data14 = data13.printId;
const _errs46 = errors;
if(errors === _errs46){
if(typeof data14 === "string"){
if(!pattern0.test(data14)){
const err14 = {instancePath:instancePath+"/feedback/progress/printId",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/properties/printId/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,63}$"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/feedback/progress/printId",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/properties/printId/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
var valid8 = _errs46 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data13.fraction !== undefined){
let data15 = data13.fraction;
const _errs48 = errors;
if(!((typeof data15 == "number") && (isFinite(data15)))){
const err16 = {instancePath:instancePath+"/feedback/progress/fraction",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/properties/fraction/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
var valid8 = _errs48 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data13.elapsedSeconds !== undefined){
let data16 = data13.elapsedSeconds;
const _errs50 = errors;
if(!((typeof data16 == "number") && (isFinite(data16)))){
const err17 = {instancePath:instancePath+"/feedback/progress/elapsedSeconds",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/properties/elapsedSeconds/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
var valid8 = _errs50 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data13.remainingSeconds !== undefined){
let data17 = data13.remainingSeconds;
const _errs52 = errors;
const _errs53 = errors;
let valid9 = false;
const _errs54 = errors;
if(data17 !== null){
const err18 = {instancePath:instancePath+"/feedback/progress/remainingSeconds",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/properties/remainingSeconds/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
var _valid3 = _errs54 === errors;
valid9 = valid9 || _valid3;
if(!valid9){
const _errs56 = errors;
if(!((typeof data17 == "number") && (isFinite(data17)))){
const err19 = {instancePath:instancePath+"/feedback/progress/remainingSeconds",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/properties/remainingSeconds/anyOf/1/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
var _valid3 = _errs56 === errors;
valid9 = valid9 || _valid3;
}
if(!valid9){
const err20 = {instancePath:instancePath+"/feedback/progress/remainingSeconds",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/properties/remainingSeconds/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
else {
errors = _errs53;
if(vErrors !== null){
if(_errs53){
vErrors.length = _errs53;
}
else {
vErrors = null;
}
}
}
var valid8 = _errs52 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data13.layer !== undefined){
let data18 = data13.layer;
const _errs58 = errors;
const _errs59 = errors;
let valid10 = false;
const _errs60 = errors;
if(data18 !== null){
const err21 = {instancePath:instancePath+"/feedback/progress/layer",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/properties/layer/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
var _valid4 = _errs60 === errors;
valid10 = valid10 || _valid4;
if(!valid10){
const _errs62 = errors;
if(!((typeof data18 == "number") && (isFinite(data18)))){
const err22 = {instancePath:instancePath+"/feedback/progress/layer",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/properties/layer/anyOf/1/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
var _valid4 = _errs62 === errors;
valid10 = valid10 || _valid4;
}
if(!valid10){
const err23 = {instancePath:instancePath+"/feedback/progress/layer",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/properties/layer/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
else {
errors = _errs59;
if(vErrors !== null){
if(_errs59){
vErrors.length = _errs59;
}
else {
vErrors = null;
}
}
}
var valid8 = _errs58 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data13.z !== undefined){
let data19 = data13.z;
const _errs64 = errors;
const _errs65 = errors;
let valid11 = false;
const _errs66 = errors;
if(data19 !== null){
const err24 = {instancePath:instancePath+"/feedback/progress/z",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/properties/z/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
var _valid5 = _errs66 === errors;
valid11 = valid11 || _valid5;
if(!valid11){
const _errs68 = errors;
if(!((typeof data19 == "number") && (isFinite(data19)))){
const err25 = {instancePath:instancePath+"/feedback/progress/z",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/properties/z/anyOf/1/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
var _valid5 = _errs68 === errors;
valid11 = valid11 || _valid5;
}
if(!valid11){
const err26 = {instancePath:instancePath+"/feedback/progress/z",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/properties/z/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
else {
errors = _errs65;
if(vErrors !== null){
if(_errs65){
vErrors.length = _errs65;
}
else {
vErrors = null;
}
}
}
var valid8 = _errs64 === errors;
}
else {
var valid8 = true;
}
}
}
}
}
}
}
}
}
else {
const err27 = {instancePath:instancePath+"/feedback/progress",schemaPath:"#/properties/feedback/properties/progress/anyOf/1/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
var _valid2 = _errs43 === errors;
valid7 = valid7 || _valid2;
}
if(!valid7){
const err28 = {instancePath:instancePath+"/feedback/progress",schemaPath:"#/properties/feedback/properties/progress/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
validate141.errors = vErrors;
return false;
}
else {
errors = _errs40;
if(vErrors !== null){
if(_errs40){
vErrors.length = _errs40;
}
else {
vErrors = null;
}
}
}
var valid1 = _errs39 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.line !== undefined){
let data20 = data2.line;
const _errs70 = errors;
const _errs71 = errors;
let valid12 = false;
const _errs72 = errors;
if(data20 !== null){
const err29 = {instancePath:instancePath+"/feedback/line",schemaPath:"#/properties/feedback/properties/line/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
var _valid6 = _errs72 === errors;
valid12 = valid12 || _valid6;
if(!valid12){
const _errs74 = errors;
if(errors === _errs74){
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
let missing5;
if(((((data20.linesSent === undefined) && (missing5 = "linesSent")) || ((data20.resends === undefined) && (missing5 = "resends"))) || ((data20.window === undefined) && (missing5 = "window"))) || ((data20.probes === undefined) && (missing5 = "probes"))){
const err30 = {instancePath:instancePath+"/feedback/line",schemaPath:"#/properties/feedback/properties/line/anyOf/1/required",keyword:"required",params:{missingProperty: missing5}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
else {
const _errs76 = errors;
for(const key5 in data20){
if(!((((key5 === "linesSent") || (key5 === "resends")) || (key5 === "window")) || (key5 === "probes"))){
const err31 = {instancePath:instancePath+"/feedback/line",schemaPath:"#/properties/feedback/properties/line/anyOf/1/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
break;
}
}
if(_errs76 === errors){
if(data20.linesSent !== undefined){
let data21 = data20.linesSent;
const _errs77 = errors;
if(!((typeof data21 == "number") && (isFinite(data21)))){
const err32 = {instancePath:instancePath+"/feedback/line/linesSent",schemaPath:"#/properties/feedback/properties/line/anyOf/1/properties/linesSent/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
var valid13 = _errs77 === errors;
}
else {
var valid13 = true;
}
if(valid13){
if(data20.resends !== undefined){
let data22 = data20.resends;
const _errs79 = errors;
if(!((typeof data22 == "number") && (isFinite(data22)))){
const err33 = {instancePath:instancePath+"/feedback/line/resends",schemaPath:"#/properties/feedback/properties/line/anyOf/1/properties/resends/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
var valid13 = _errs79 === errors;
}
else {
var valid13 = true;
}
if(valid13){
if(data20.window !== undefined){
let data23 = data20.window;
const _errs81 = errors;
if(!((typeof data23 == "number") && (isFinite(data23)))){
const err34 = {instancePath:instancePath+"/feedback/line/window",schemaPath:"#/properties/feedback/properties/line/anyOf/1/properties/window/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
var valid13 = _errs81 === errors;
}
else {
var valid13 = true;
}
if(valid13){
if(data20.probes !== undefined){
let data24 = data20.probes;
const _errs83 = errors;
if(!((typeof data24 == "number") && (isFinite(data24)))){
const err35 = {instancePath:instancePath+"/feedback/line/probes",schemaPath:"#/properties/feedback/properties/line/anyOf/1/properties/probes/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
var valid13 = _errs83 === errors;
}
else {
var valid13 = true;
}
}
}
}
}
}
}
else {
const err36 = {instancePath:instancePath+"/feedback/line",schemaPath:"#/properties/feedback/properties/line/anyOf/1/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
var _valid6 = _errs74 === errors;
valid12 = valid12 || _valid6;
}
if(!valid12){
const err37 = {instancePath:instancePath+"/feedback/line",schemaPath:"#/properties/feedback/properties/line/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
validate141.errors = vErrors;
return false;
}
else {
errors = _errs71;
if(vErrors !== null){
if(_errs71){
vErrors.length = _errs71;
}
else {
vErrors = null;
}
}
}
var valid1 = _errs70 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.notice !== undefined){
let data25 = data2.notice;
const _errs85 = errors;
const _errs86 = errors;
let valid14 = false;
const _errs87 = errors;
if(data25 !== null){
const err38 = {instancePath:instancePath+"/feedback/notice",schemaPath:"#/properties/feedback/properties/notice/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
var _valid7 = _errs87 === errors;
valid14 = valid14 || _valid7;
if(!valid14){
const _errs89 = errors;
if(typeof data25 !== "string"){
const err39 = {instancePath:instancePath+"/feedback/notice",schemaPath:"#/properties/feedback/properties/notice/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
var _valid7 = _errs89 === errors;
valid14 = valid14 || _valid7;
}
if(!valid14){
const err40 = {instancePath:instancePath+"/feedback/notice",schemaPath:"#/properties/feedback/properties/notice/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
validate141.errors = vErrors;
return false;
}
else {
errors = _errs86;
if(vErrors !== null){
if(_errs86){
vErrors.length = _errs86;
}
else {
vErrors = null;
}
}
}
var valid1 = _errs85 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.overrides !== undefined){
let data26 = data2.overrides;
const _errs91 = errors;
if(errors === _errs91){
if(data26 && typeof data26 == "object" && !Array.isArray(data26)){
let missing6;
if((((((data26.feedPercent === undefined) && (missing6 = "feedPercent")) || ((data26.flowPercent === undefined) && (missing6 = "flowPercent"))) || ((data26.fanPercent === undefined) && (missing6 = "fanPercent"))) || ((data26.babyStepMm === undefined) && (missing6 = "babyStepMm"))) || ((data26.pauseAt === undefined) && (missing6 = "pauseAt"))){
validate141.errors = [{instancePath:instancePath+"/feedback/overrides",schemaPath:"#/properties/feedback/properties/overrides/required",keyword:"required",params:{missingProperty: missing6}}];
return false;
}
else {
const _errs93 = errors;
for(const key6 in data26){
if(!((((((key6 === "feedPercent") || (key6 === "flowPercent")) || (key6 === "fanPercent")) || (key6 === "babyStepMm")) || (key6 === "pauseAt")) || (key6 === "objects"))){
validate141.errors = [{instancePath:instancePath+"/feedback/overrides",schemaPath:"#/properties/feedback/properties/overrides/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6}}];
return false;
break;
}
}
if(_errs93 === errors){
if(data26.feedPercent !== undefined){
let data27 = data26.feedPercent;
const _errs94 = errors;
if(!((typeof data27 == "number") && (isFinite(data27)))){
validate141.errors = [{instancePath:instancePath+"/feedback/overrides/feedPercent",schemaPath:"#/properties/feedback/properties/overrides/properties/feedPercent/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid15 = _errs94 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data26.flowPercent !== undefined){
let data28 = data26.flowPercent;
const _errs96 = errors;
if(!((typeof data28 == "number") && (isFinite(data28)))){
validate141.errors = [{instancePath:instancePath+"/feedback/overrides/flowPercent",schemaPath:"#/properties/feedback/properties/overrides/properties/flowPercent/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid15 = _errs96 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data26.fanPercent !== undefined){
let data29 = data26.fanPercent;
const _errs98 = errors;
const _errs99 = errors;
let valid16 = false;
const _errs100 = errors;
if(data29 !== null){
const err41 = {instancePath:instancePath+"/feedback/overrides/fanPercent",schemaPath:"#/properties/feedback/properties/overrides/properties/fanPercent/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
var _valid8 = _errs100 === errors;
valid16 = valid16 || _valid8;
if(!valid16){
const _errs102 = errors;
if(!((typeof data29 == "number") && (isFinite(data29)))){
const err42 = {instancePath:instancePath+"/feedback/overrides/fanPercent",schemaPath:"#/properties/feedback/properties/overrides/properties/fanPercent/anyOf/1/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
var _valid8 = _errs102 === errors;
valid16 = valid16 || _valid8;
}
if(!valid16){
const err43 = {instancePath:instancePath+"/feedback/overrides/fanPercent",schemaPath:"#/properties/feedback/properties/overrides/properties/fanPercent/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
validate141.errors = vErrors;
return false;
}
else {
errors = _errs99;
if(vErrors !== null){
if(_errs99){
vErrors.length = _errs99;
}
else {
vErrors = null;
}
}
}
var valid15 = _errs98 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data26.babyStepMm !== undefined){
let data30 = data26.babyStepMm;
const _errs104 = errors;
if(!((typeof data30 == "number") && (isFinite(data30)))){
validate141.errors = [{instancePath:instancePath+"/feedback/overrides/babyStepMm",schemaPath:"#/properties/feedback/properties/overrides/properties/babyStepMm/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid15 = _errs104 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data26.pauseAt !== undefined){
let data31 = data26.pauseAt;
const _errs106 = errors;
const _errs107 = errors;
let valid17 = false;
const _errs108 = errors;
if(data31 !== null){
const err44 = {instancePath:instancePath+"/feedback/overrides/pauseAt",schemaPath:"#/properties/feedback/properties/overrides/properties/pauseAt/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
var _valid9 = _errs108 === errors;
valid17 = valid17 || _valid9;
if(!valid17){
const _errs110 = errors;
if(errors === _errs110){
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
let missing7;
if((data31.kind === undefined) && (missing7 = "kind")){
const err45 = {instancePath:instancePath+"/feedback/overrides/pauseAt",schemaPath:"#/properties/feedback/properties/overrides/properties/pauseAt/anyOf/1/required",keyword:"required",params:{missingProperty: missing7}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
else {
const tag0 = data31.kind;
if(typeof tag0 == "string"){
if(tag0 === "layer"){
if(!(validate142(data31, {instancePath:instancePath+"/feedback/overrides/pauseAt",parentData:data26,parentDataProperty:"pauseAt",rootData}))){
vErrors = vErrors === null ? validate142.errors : vErrors.concat(validate142.errors);
errors = vErrors.length;
}
}
else if(tag0 === "height"){
if(!(validate143(data31, {instancePath:instancePath+"/feedback/overrides/pauseAt",parentData:data26,parentDataProperty:"pauseAt",rootData}))){
vErrors = vErrors === null ? validate143.errors : vErrors.concat(validate143.errors);
errors = vErrors.length;
}
}
else {
const err46 = {instancePath:instancePath+"/feedback/overrides/pauseAt",schemaPath:"#/properties/feedback/properties/overrides/properties/pauseAt/anyOf/1/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "kind", tagValue: tag0}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
else {
const err47 = {instancePath:instancePath+"/feedback/overrides/pauseAt",schemaPath:"#/properties/feedback/properties/overrides/properties/pauseAt/anyOf/1/discriminator",keyword:"discriminator",params:{error: "tag", tag: "kind", tagValue: tag0}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
}
else {
const err48 = {instancePath:instancePath+"/feedback/overrides/pauseAt",schemaPath:"#/properties/feedback/properties/overrides/properties/pauseAt/anyOf/1/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
var _valid9 = _errs110 === errors;
valid17 = valid17 || _valid9;
}
if(!valid17){
const err49 = {instancePath:instancePath+"/feedback/overrides/pauseAt",schemaPath:"#/properties/feedback/properties/overrides/properties/pauseAt/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
validate141.errors = vErrors;
return false;
}
else {
errors = _errs107;
if(vErrors !== null){
if(_errs107){
vErrors.length = _errs107;
}
else {
vErrors = null;
}
}
}
var valid15 = _errs106 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data26.objects !== undefined){
let data32 = data26.objects;
const _errs115 = errors;
if(errors === _errs115){
if(Array.isArray(data32)){
if(data32.length > 100){
validate141.errors = [{instancePath:instancePath+"/feedback/overrides/objects",schemaPath:"#/properties/feedback/properties/overrides/properties/objects/maxItems",keyword:"maxItems",params:{limit: 100}}];
return false;
}
else {
var valid21 = true;
const len1 = data32.length;
for(let i1=0; i1<len1; i1++){
let data33 = data32[i1];
const _errs117 = errors;
if(errors === _errs117){
if(data33 && typeof data33 == "object" && !Array.isArray(data33)){
let missing8;
if(((((data33.id === undefined) && (missing8 = "id")) || ((data33.name === undefined) && (missing8 = "name"))) || ((data33.skipped === undefined) && (missing8 = "skipped"))) || ((data33.current === undefined) && (missing8 = "current"))){
validate141.errors = [{instancePath:instancePath+"/feedback/overrides/objects/" + i1,schemaPath:"#/properties/feedback/properties/overrides/properties/objects/items/required",keyword:"required",params:{missingProperty: missing8}}];
return false;
}
else {
const _errs119 = errors;
for(const key7 in data33){
if(!((((key7 === "id") || (key7 === "name")) || (key7 === "skipped")) || (key7 === "current"))){
validate141.errors = [{instancePath:instancePath+"/feedback/overrides/objects/" + i1,schemaPath:"#/properties/feedback/properties/overrides/properties/objects/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7}}];
return false;
break;
}
}
if(_errs119 === errors){
if(data33.id !== undefined){
const _errs120 = errors;
if(typeof data33.id !== "string"){
validate141.errors = [{instancePath:instancePath+"/feedback/overrides/objects/" + i1+"/id",schemaPath:"#/properties/feedback/properties/overrides/properties/objects/items/properties/id/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid22 = _errs120 === errors;
}
else {
var valid22 = true;
}
if(valid22){
if(data33.name !== undefined){
const _errs122 = errors;
if(typeof data33.name !== "string"){
validate141.errors = [{instancePath:instancePath+"/feedback/overrides/objects/" + i1+"/name",schemaPath:"#/properties/feedback/properties/overrides/properties/objects/items/properties/name/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid22 = _errs122 === errors;
}
else {
var valid22 = true;
}
if(valid22){
if(data33.skipped !== undefined){
const _errs124 = errors;
if(typeof data33.skipped !== "boolean"){
validate141.errors = [{instancePath:instancePath+"/feedback/overrides/objects/" + i1+"/skipped",schemaPath:"#/properties/feedback/properties/overrides/properties/objects/items/properties/skipped/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid22 = _errs124 === errors;
}
else {
var valid22 = true;
}
if(valid22){
if(data33.current !== undefined){
const _errs126 = errors;
if(typeof data33.current !== "boolean"){
validate141.errors = [{instancePath:instancePath+"/feedback/overrides/objects/" + i1+"/current",schemaPath:"#/properties/feedback/properties/overrides/properties/objects/items/properties/current/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid22 = _errs126 === errors;
}
else {
var valid22 = true;
}
}
}
}
}
}
}
else {
validate141.errors = [{instancePath:instancePath+"/feedback/overrides/objects/" + i1,schemaPath:"#/properties/feedback/properties/overrides/properties/objects/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid21 = _errs117 === errors;
if(!valid21){
break;
}
}
}
}
else {
validate141.errors = [{instancePath:instancePath+"/feedback/overrides/objects",schemaPath:"#/properties/feedback/properties/overrides/properties/objects/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid15 = _errs115 === errors;
}
else {
var valid15 = true;
}
}
}
}
}
}
}
}
}
else {
validate141.errors = [{instancePath:instancePath+"/feedback/overrides",schemaPath:"#/properties/feedback/properties/overrides/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid1 = _errs91 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.stutter !== undefined){
let data38 = data2.stutter;
const _errs128 = errors;
if(errors === _errs128){
if(data38 && typeof data38 == "object" && !Array.isArray(data38)){
let missing9;
if((((data38.underruns === undefined) && (missing9 = "underruns")) || ((data38.standstillMs === undefined) && (missing9 = "standstillMs"))) || ((data38.seenBy === undefined) && (missing9 = "seenBy"))){
validate141.errors = [{instancePath:instancePath+"/feedback/stutter",schemaPath:"#/properties/feedback/properties/stutter/required",keyword:"required",params:{missingProperty: missing9}}];
return false;
}
else {
const _errs130 = errors;
for(const key8 in data38){
if(!(((key8 === "underruns") || (key8 === "standstillMs")) || (key8 === "seenBy"))){
validate141.errors = [{instancePath:instancePath+"/feedback/stutter",schemaPath:"#/properties/feedback/properties/stutter/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8}}];
return false;
break;
}
}
if(_errs130 === errors){
if(data38.underruns !== undefined){
let data39 = data38.underruns;
const _errs131 = errors;
if(!(((typeof data39 == "number") && (!(data39 % 1) && !isNaN(data39))) && (isFinite(data39)))){
validate141.errors = [{instancePath:instancePath+"/feedback/stutter/underruns",schemaPath:"#/properties/feedback/properties/stutter/properties/underruns/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs131){
if((typeof data39 == "number") && (isFinite(data39))){
if(data39 > 9007199254740991 || isNaN(data39)){
validate141.errors = [{instancePath:instancePath+"/feedback/stutter/underruns",schemaPath:"#/properties/feedback/properties/stutter/properties/underruns/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data39 < 0 || isNaN(data39)){
validate141.errors = [{instancePath:instancePath+"/feedback/stutter/underruns",schemaPath:"#/properties/feedback/properties/stutter/properties/underruns/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid23 = _errs131 === errors;
}
else {
var valid23 = true;
}
if(valid23){
if(data38.standstillMs !== undefined){
let data40 = data38.standstillMs;
const _errs133 = errors;
if(!((typeof data40 == "number") && (isFinite(data40)))){
validate141.errors = [{instancePath:instancePath+"/feedback/stutter/standstillMs",schemaPath:"#/properties/feedback/properties/stutter/properties/standstillMs/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid23 = _errs133 === errors;
}
else {
var valid23 = true;
}
if(valid23){
if(data38.seenBy !== undefined){
let data41 = data38.seenBy;
const _errs135 = errors;
if(typeof data41 !== "string"){
validate141.errors = [{instancePath:instancePath+"/feedback/stutter/seenBy",schemaPath:"#/properties/feedback/properties/stutter/properties/seenBy/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!(((data41 === "model") || (data41 === "places")) || (data41 === "printer"))){
validate141.errors = [{instancePath:instancePath+"/feedback/stutter/seenBy",schemaPath:"#/properties/feedback/properties/stutter/properties/seenBy/enum",keyword:"enum",params:{allowedValues: schema58.properties.feedback.properties.stutter.properties.seenBy.enum}}];
return false;
}
var valid23 = _errs135 === errors;
}
else {
var valid23 = true;
}
}
}
}
}
}
else {
validate141.errors = [{instancePath:instancePath+"/feedback/stutter",schemaPath:"#/properties/feedback/properties/stutter/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid1 = _errs128 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.slots !== undefined){
let data42 = data2.slots;
const _errs137 = errors;
if(errors === _errs137){
if(Array.isArray(data42)){
if(data42.length > 64){
validate141.errors = [{instancePath:instancePath+"/feedback/slots",schemaPath:"#/properties/feedback/properties/slots/maxItems",keyword:"maxItems",params:{limit: 64}}];
return false;
}
else {
var valid24 = true;
const len2 = data42.length;
for(let i2=0; i2<len2; i2++){
let data43 = data42[i2];
const _errs139 = errors;
if(errors === _errs139){
if(data43 && typeof data43 == "object" && !Array.isArray(data43)){
let missing10;
if(((((((((data43.slot === undefined) && (missing10 = "slot")) || ((data43.label === undefined) && (missing10 = "label"))) || ((data43.external === undefined) && (missing10 = "external"))) || ((data43.filled === undefined) && (missing10 = "filled"))) || ((data43.type === undefined) && (missing10 = "type"))) || ((data43.colour === undefined) && (missing10 = "colour"))) || ((data43.tag === undefined) && (missing10 = "tag"))) || ((data43.remainingPercent === undefined) && (missing10 = "remainingPercent"))){
validate141.errors = [{instancePath:instancePath+"/feedback/slots/" + i2,schemaPath:"#/properties/feedback/properties/slots/items/required",keyword:"required",params:{missingProperty: missing10}}];
return false;
}
else {
const _errs141 = errors;
for(const key9 in data43){
if(!(func2.call(schema58.properties.feedback.properties.slots.items.properties, key9))){
validate141.errors = [{instancePath:instancePath+"/feedback/slots/" + i2,schemaPath:"#/properties/feedback/properties/slots/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9}}];
return false;
break;
}
}
if(_errs141 === errors){
if(data43.slot !== undefined){
let data44 = data43.slot;
const _errs142 = errors;
if(!(((typeof data44 == "number") && (!(data44 % 1) && !isNaN(data44))) && (isFinite(data44)))){
validate141.errors = [{instancePath:instancePath+"/feedback/slots/" + i2+"/slot",schemaPath:"#/properties/feedback/properties/slots/items/properties/slot/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs142){
if((typeof data44 == "number") && (isFinite(data44))){
if(data44 > 9007199254740991 || isNaN(data44)){
validate141.errors = [{instancePath:instancePath+"/feedback/slots/" + i2+"/slot",schemaPath:"#/properties/feedback/properties/slots/items/properties/slot/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data44 < 0 || isNaN(data44)){
validate141.errors = [{instancePath:instancePath+"/feedback/slots/" + i2+"/slot",schemaPath:"#/properties/feedback/properties/slots/items/properties/slot/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid25 = _errs142 === errors;
}
else {
var valid25 = true;
}
if(valid25){
if(data43.label !== undefined){
const _errs144 = errors;
if(typeof data43.label !== "string"){
validate141.errors = [{instancePath:instancePath+"/feedback/slots/" + i2+"/label",schemaPath:"#/properties/feedback/properties/slots/items/properties/label/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid25 = _errs144 === errors;
}
else {
var valid25 = true;
}
if(valid25){
if(data43.external !== undefined){
const _errs146 = errors;
if(typeof data43.external !== "boolean"){
validate141.errors = [{instancePath:instancePath+"/feedback/slots/" + i2+"/external",schemaPath:"#/properties/feedback/properties/slots/items/properties/external/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid25 = _errs146 === errors;
}
else {
var valid25 = true;
}
if(valid25){
if(data43.filled !== undefined){
let data47 = data43.filled;
const _errs148 = errors;
const _errs149 = errors;
let valid26 = false;
const _errs150 = errors;
if(data47 !== null){
const err50 = {instancePath:instancePath+"/feedback/slots/" + i2+"/filled",schemaPath:"#/properties/feedback/properties/slots/items/properties/filled/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
var _valid10 = _errs150 === errors;
valid26 = valid26 || _valid10;
if(!valid26){
const _errs152 = errors;
if(typeof data47 !== "boolean"){
const err51 = {instancePath:instancePath+"/feedback/slots/" + i2+"/filled",schemaPath:"#/properties/feedback/properties/slots/items/properties/filled/anyOf/1/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
var _valid10 = _errs152 === errors;
valid26 = valid26 || _valid10;
}
if(!valid26){
const err52 = {instancePath:instancePath+"/feedback/slots/" + i2+"/filled",schemaPath:"#/properties/feedback/properties/slots/items/properties/filled/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
validate141.errors = vErrors;
return false;
}
else {
errors = _errs149;
if(vErrors !== null){
if(_errs149){
vErrors.length = _errs149;
}
else {
vErrors = null;
}
}
}
var valid25 = _errs148 === errors;
}
else {
var valid25 = true;
}
if(valid25){
if(data43.type !== undefined){
let data48 = data43.type;
const _errs154 = errors;
const _errs155 = errors;
let valid27 = false;
const _errs156 = errors;
if(data48 !== null){
const err53 = {instancePath:instancePath+"/feedback/slots/" + i2+"/type",schemaPath:"#/properties/feedback/properties/slots/items/properties/type/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
var _valid11 = _errs156 === errors;
valid27 = valid27 || _valid11;
if(!valid27){
const _errs158 = errors;
if(typeof data48 !== "string"){
const err54 = {instancePath:instancePath+"/feedback/slots/" + i2+"/type",schemaPath:"#/properties/feedback/properties/slots/items/properties/type/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
var _valid11 = _errs158 === errors;
valid27 = valid27 || _valid11;
}
if(!valid27){
const err55 = {instancePath:instancePath+"/feedback/slots/" + i2+"/type",schemaPath:"#/properties/feedback/properties/slots/items/properties/type/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
validate141.errors = vErrors;
return false;
}
else {
errors = _errs155;
if(vErrors !== null){
if(_errs155){
vErrors.length = _errs155;
}
else {
vErrors = null;
}
}
}
var valid25 = _errs154 === errors;
}
else {
var valid25 = true;
}
if(valid25){
if(data43.colour !== undefined){
let data49 = data43.colour;
const _errs160 = errors;
const _errs161 = errors;
let valid28 = false;
const _errs162 = errors;
if(data49 !== null){
const err56 = {instancePath:instancePath+"/feedback/slots/" + i2+"/colour",schemaPath:"#/properties/feedback/properties/slots/items/properties/colour/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
var _valid12 = _errs162 === errors;
valid28 = valid28 || _valid12;
if(!valid28){
const _errs164 = errors;
if(typeof data49 !== "string"){
const err57 = {instancePath:instancePath+"/feedback/slots/" + i2+"/colour",schemaPath:"#/properties/feedback/properties/slots/items/properties/colour/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
var _valid12 = _errs164 === errors;
valid28 = valid28 || _valid12;
}
if(!valid28){
const err58 = {instancePath:instancePath+"/feedback/slots/" + i2+"/colour",schemaPath:"#/properties/feedback/properties/slots/items/properties/colour/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
validate141.errors = vErrors;
return false;
}
else {
errors = _errs161;
if(vErrors !== null){
if(_errs161){
vErrors.length = _errs161;
}
else {
vErrors = null;
}
}
}
var valid25 = _errs160 === errors;
}
else {
var valid25 = true;
}
if(valid25){
if(data43.tag !== undefined){
let data50 = data43.tag;
const _errs166 = errors;
const _errs167 = errors;
let valid29 = false;
const _errs168 = errors;
if(data50 !== null){
const err59 = {instancePath:instancePath+"/feedback/slots/" + i2+"/tag",schemaPath:"#/properties/feedback/properties/slots/items/properties/tag/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
var _valid13 = _errs168 === errors;
valid29 = valid29 || _valid13;
if(!valid29){
const _errs170 = errors;
if(typeof data50 !== "string"){
const err60 = {instancePath:instancePath+"/feedback/slots/" + i2+"/tag",schemaPath:"#/properties/feedback/properties/slots/items/properties/tag/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
var _valid13 = _errs170 === errors;
valid29 = valid29 || _valid13;
}
if(!valid29){
const err61 = {instancePath:instancePath+"/feedback/slots/" + i2+"/tag",schemaPath:"#/properties/feedback/properties/slots/items/properties/tag/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
validate141.errors = vErrors;
return false;
}
else {
errors = _errs167;
if(vErrors !== null){
if(_errs167){
vErrors.length = _errs167;
}
else {
vErrors = null;
}
}
}
var valid25 = _errs166 === errors;
}
else {
var valid25 = true;
}
if(valid25){
if(data43.remainingPercent !== undefined){
let data51 = data43.remainingPercent;
const _errs172 = errors;
const _errs173 = errors;
let valid30 = false;
const _errs174 = errors;
if(data51 !== null){
const err62 = {instancePath:instancePath+"/feedback/slots/" + i2+"/remainingPercent",schemaPath:"#/properties/feedback/properties/slots/items/properties/remainingPercent/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
var _valid14 = _errs174 === errors;
valid30 = valid30 || _valid14;
if(!valid30){
const _errs176 = errors;
if(!((typeof data51 == "number") && (isFinite(data51)))){
const err63 = {instancePath:instancePath+"/feedback/slots/" + i2+"/remainingPercent",schemaPath:"#/properties/feedback/properties/slots/items/properties/remainingPercent/anyOf/1/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
var _valid14 = _errs176 === errors;
valid30 = valid30 || _valid14;
}
if(!valid30){
const err64 = {instancePath:instancePath+"/feedback/slots/" + i2+"/remainingPercent",schemaPath:"#/properties/feedback/properties/slots/items/properties/remainingPercent/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
validate141.errors = vErrors;
return false;
}
else {
errors = _errs173;
if(vErrors !== null){
if(_errs173){
vErrors.length = _errs173;
}
else {
vErrors = null;
}
}
}
var valid25 = _errs172 === errors;
}
else {
var valid25 = true;
}
if(valid25){
if(data43.nozzle !== undefined){
let data52 = data43.nozzle;
const _errs178 = errors;
if(typeof data52 !== "string"){
validate141.errors = [{instancePath:instancePath+"/feedback/slots/" + i2+"/nozzle",schemaPath:"#/properties/feedback/properties/slots/items/properties/nozzle/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!(((data52 === "left") || (data52 === "right")) || (data52 === "none"))){
validate141.errors = [{instancePath:instancePath+"/feedback/slots/" + i2+"/nozzle",schemaPath:"#/properties/feedback/properties/slots/items/properties/nozzle/enum",keyword:"enum",params:{allowedValues: schema58.properties.feedback.properties.slots.items.properties.nozzle.enum}}];
return false;
}
var valid25 = _errs178 === errors;
}
else {
var valid25 = true;
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate141.errors = [{instancePath:instancePath+"/feedback/slots/" + i2,schemaPath:"#/properties/feedback/properties/slots/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid24 = _errs139 === errors;
if(!valid24){
break;
}
}
}
}
else {
validate141.errors = [{instancePath:instancePath+"/feedback/slots",schemaPath:"#/properties/feedback/properties/slots/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid1 = _errs137 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.filesChanged !== undefined){
let data53 = data2.filesChanged;
const _errs180 = errors;
if(!(((typeof data53 == "number") && (!(data53 % 1) && !isNaN(data53))) && (isFinite(data53)))){
validate141.errors = [{instancePath:instancePath+"/feedback/filesChanged",schemaPath:"#/properties/feedback/properties/filesChanged/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs180){
if((typeof data53 == "number") && (isFinite(data53))){
if(data53 > 9007199254740991 || isNaN(data53)){
validate141.errors = [{instancePath:instancePath+"/feedback/filesChanged",schemaPath:"#/properties/feedback/properties/filesChanged/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data53 < 0 || isNaN(data53)){
validate141.errors = [{instancePath:instancePath+"/feedback/filesChanged",schemaPath:"#/properties/feedback/properties/filesChanged/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid1 = _errs180 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate141.errors = [{instancePath:instancePath+"/feedback",schemaPath:"#/properties/feedback/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate141.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate141.errors = vErrors;
return errors === 0;
}

const schema61 = {"type":"object","required":["kind","epoch","requestId","digest","offset","length"],"properties":{"kind":{"type":"string","const":"file-request"},"epoch":{"type":"integer","minimum":0,"maximum":9007199254740991},"requestId":{"type":"integer","minimum":0,"maximum":4294967295},"digest":{"type":"string","pattern":"^[0-9a-f]{64}$"},"offset":{"type":"integer","minimum":0,"maximum":9007199254740991},"length":{"type":"integer","minimum":1,"maximum":262144}},"additionalProperties":false};

function validate146(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((((data.kind === undefined) && (missing0 = "kind")) || ((data.epoch === undefined) && (missing0 = "epoch"))) || ((data.requestId === undefined) && (missing0 = "requestId"))) || ((data.digest === undefined) && (missing0 = "digest"))) || ((data.offset === undefined) && (missing0 = "offset"))) || ((data.length === undefined) && (missing0 = "length"))){
validate146.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((((key0 === "kind") || (key0 === "epoch")) || (key0 === "requestId")) || (key0 === "digest")) || (key0 === "offset")) || (key0 === "length"))){
validate146.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate146.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("file-request" !== data0){
validate146.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "file-request"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.epoch !== undefined){
let data1 = data.epoch;
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate146.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs4){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
validate146.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
validate146.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.requestId !== undefined){
let data2 = data.requestId;
const _errs6 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate146.errors = [{instancePath:instancePath+"/requestId",schemaPath:"#/properties/requestId/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs6){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 4294967295 || isNaN(data2)){
validate146.errors = [{instancePath:instancePath+"/requestId",schemaPath:"#/properties/requestId/maximum",keyword:"maximum",params:{comparison: "<=", limit: 4294967295}}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
validate146.errors = [{instancePath:instancePath+"/requestId",schemaPath:"#/properties/requestId/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.digest !== undefined){
let data3 = data.digest;
const _errs8 = errors;
if(errors === _errs8){
if(typeof data3 === "string"){
if(!pattern10.test(data3)){
validate146.errors = [{instancePath:instancePath+"/digest",schemaPath:"#/properties/digest/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f]{64}$"}}];
return false;
}
}
else {
validate146.errors = [{instancePath:instancePath+"/digest",schemaPath:"#/properties/digest/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.offset !== undefined){
let data4 = data.offset;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate146.errors = [{instancePath:instancePath+"/offset",schemaPath:"#/properties/offset/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs10){
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 9007199254740991 || isNaN(data4)){
validate146.errors = [{instancePath:instancePath+"/offset",schemaPath:"#/properties/offset/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data4 < 0 || isNaN(data4)){
validate146.errors = [{instancePath:instancePath+"/offset",schemaPath:"#/properties/offset/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.length !== undefined){
let data5 = data.length;
const _errs12 = errors;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
validate146.errors = [{instancePath:instancePath+"/length",schemaPath:"#/properties/length/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs12){
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 262144 || isNaN(data5)){
validate146.errors = [{instancePath:instancePath+"/length",schemaPath:"#/properties/length/maximum",keyword:"maximum",params:{comparison: "<=", limit: 262144}}];
return false;
}
else {
if(data5 < 1 || isNaN(data5)){
validate146.errors = [{instancePath:instancePath+"/length",schemaPath:"#/properties/length/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}}];
return false;
}
}
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
else {
validate146.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate146.errors = vErrors;
return errors === 0;
}

const schema62 = {"type":"object","required":["kind","epoch","lines","from","dropped"],"properties":{"kind":{"type":"string","const":"history"},"epoch":{"type":"integer","minimum":0,"maximum":9007199254740991},"lines":{"type":"array","items":{"type":"object","required":["at","direction","text"],"properties":{"at":{"type":"number"},"direction":{"type":"string","enum":["sent","received"]},"text":{"type":"string"}},"additionalProperties":false}},"from":{"type":"integer","minimum":0,"maximum":9007199254740991},"dropped":{"type":"integer","minimum":0,"maximum":9007199254740991}},"additionalProperties":false};

function validate147(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((data.kind === undefined) && (missing0 = "kind")) || ((data.epoch === undefined) && (missing0 = "epoch"))) || ((data.lines === undefined) && (missing0 = "lines"))) || ((data.from === undefined) && (missing0 = "from"))) || ((data.dropped === undefined) && (missing0 = "dropped"))){
validate147.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((((key0 === "kind") || (key0 === "epoch")) || (key0 === "lines")) || (key0 === "from")) || (key0 === "dropped"))){
validate147.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate147.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("history" !== data0){
validate147.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "history"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.epoch !== undefined){
let data1 = data.epoch;
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate147.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs4){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
validate147.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
validate147.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.lines !== undefined){
let data2 = data.lines;
const _errs6 = errors;
if(errors === _errs6){
if(Array.isArray(data2)){
var valid1 = true;
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
const _errs8 = errors;
if(errors === _errs8){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing1;
if((((data3.at === undefined) && (missing1 = "at")) || ((data3.direction === undefined) && (missing1 = "direction"))) || ((data3.text === undefined) && (missing1 = "text"))){
validate147.errors = [{instancePath:instancePath+"/lines/" + i0,schemaPath:"#/properties/lines/items/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs10 = errors;
for(const key1 in data3){
if(!(((key1 === "at") || (key1 === "direction")) || (key1 === "text"))){
validate147.errors = [{instancePath:instancePath+"/lines/" + i0,schemaPath:"#/properties/lines/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs10 === errors){
if(data3.at !== undefined){
let data4 = data3.at;
const _errs11 = errors;
if(!((typeof data4 == "number") && (isFinite(data4)))){
validate147.errors = [{instancePath:instancePath+"/lines/" + i0+"/at",schemaPath:"#/properties/lines/items/properties/at/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid2 = _errs11 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.direction !== undefined){
let data5 = data3.direction;
const _errs13 = errors;
if(typeof data5 !== "string"){
validate147.errors = [{instancePath:instancePath+"/lines/" + i0+"/direction",schemaPath:"#/properties/lines/items/properties/direction/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!((data5 === "sent") || (data5 === "received"))){
validate147.errors = [{instancePath:instancePath+"/lines/" + i0+"/direction",schemaPath:"#/properties/lines/items/properties/direction/enum",keyword:"enum",params:{allowedValues: schema62.properties.lines.items.properties.direction.enum}}];
return false;
}
var valid2 = _errs13 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data3.text !== undefined){
const _errs15 = errors;
if(typeof data3.text !== "string"){
validate147.errors = [{instancePath:instancePath+"/lines/" + i0+"/text",schemaPath:"#/properties/lines/items/properties/text/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs15 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
else {
validate147.errors = [{instancePath:instancePath+"/lines/" + i0,schemaPath:"#/properties/lines/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid1 = _errs8 === errors;
if(!valid1){
break;
}
}
}
else {
validate147.errors = [{instancePath:instancePath+"/lines",schemaPath:"#/properties/lines/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.from !== undefined){
let data7 = data.from;
const _errs17 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate147.errors = [{instancePath:instancePath+"/from",schemaPath:"#/properties/from/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs17){
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 9007199254740991 || isNaN(data7)){
validate147.errors = [{instancePath:instancePath+"/from",schemaPath:"#/properties/from/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data7 < 0 || isNaN(data7)){
validate147.errors = [{instancePath:instancePath+"/from",schemaPath:"#/properties/from/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.dropped !== undefined){
let data8 = data.dropped;
const _errs19 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate147.errors = [{instancePath:instancePath+"/dropped",schemaPath:"#/properties/dropped/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs19){
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 > 9007199254740991 || isNaN(data8)){
validate147.errors = [{instancePath:instancePath+"/dropped",schemaPath:"#/properties/dropped/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data8 < 0 || isNaN(data8)){
validate147.errors = [{instancePath:instancePath+"/dropped",schemaPath:"#/properties/dropped/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate147.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate147.errors = vErrors;
return errors === 0;
}

const schema63 = {"type":"object","required":["kind","epoch"],"properties":{"kind":{"type":"string","const":"heartbeat"},"epoch":{"type":"integer","minimum":0,"maximum":9007199254740991}},"additionalProperties":false};

function validate148(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.epoch === undefined) && (missing0 = "epoch"))){
validate148.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "kind") || (key0 === "epoch"))){
validate148.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate148.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("heartbeat" !== data0){
validate148.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "heartbeat"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.epoch !== undefined){
let data1 = data.epoch;
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate148.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs4){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
validate148.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
validate148.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate148.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate148.errors = vErrors;
return errors === 0;
}

const schema64 = {"type":"object","required":["kind","epoch","requestId","answer"],"properties":{"kind":{"type":"string","const":"printer-file-answer"},"epoch":{"type":"integer","minimum":0,"maximum":9007199254740991},"requestId":{"type":"integer","minimum":0,"maximum":4294967295},"answer":{"type":"object","required":["kind"],"discriminator":{"propertyName":"kind"},"oneOf":[{"$ref":"isMachineMessage.printer-file-answer.properties.answer.listing"},{"$ref":"isMachineMessage.printer-file-answer.properties.answer.opened"},{"$ref":"isMachineMessage.printer-file-answer.properties.answer.end"},{"$ref":"isMachineMessage.printer-file-answer.properties.answer.done"},{"$ref":"isMachineMessage.printer-file-answer.properties.answer.uploading"},{"$ref":"isMachineMessage.printer-file-answer.properties.answer.refused"}]}},"additionalProperties":false};
const schema65 = {"type":"object","required":["kind","files","left"],"properties":{"kind":{"type":"string","const":"listing"},"files":{"type":"array","items":{"type":"object","required":["path","sizeBytes","modifiedAt"],"properties":{"path":{"type":"string","pattern":"^[^\\u0000-\\u001f]{1,1024}$"},"sizeBytes":{"anyOf":[{"type":"null"},{"type":"integer","minimum":0,"maximum":9007199254740991}]},"modifiedAt":{"anyOf":[{"type":"null"},{"type":"integer","minimum":0,"maximum":9007199254740991}]}},"additionalProperties":false},"maxItems":2000},"left":{"type":"integer","minimum":0,"maximum":9007199254740991}},"additionalProperties":false};
const pattern30 = new RegExp("^[^\\u0000-\\u001f]{1,1024}$", "u");

function validate150(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.files === undefined) && (missing0 = "files"))) || ((data.left === undefined) && (missing0 = "left"))){
validate150.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "files")) || (key0 === "left"))){
validate150.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate150.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("listing" !== data0){
validate150.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "listing"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.files !== undefined){
let data1 = data.files;
const _errs4 = errors;
if(errors === _errs4){
if(Array.isArray(data1)){
if(data1.length > 2000){
validate150.errors = [{instancePath:instancePath+"/files",schemaPath:"#/properties/files/maxItems",keyword:"maxItems",params:{limit: 2000}}];
return false;
}
else {
var valid1 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
const _errs6 = errors;
if(errors === _errs6){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if((((data2.path === undefined) && (missing1 = "path")) || ((data2.sizeBytes === undefined) && (missing1 = "sizeBytes"))) || ((data2.modifiedAt === undefined) && (missing1 = "modifiedAt"))){
validate150.errors = [{instancePath:instancePath+"/files/" + i0,schemaPath:"#/properties/files/items/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs8 = errors;
for(const key1 in data2){
if(!(((key1 === "path") || (key1 === "sizeBytes")) || (key1 === "modifiedAt"))){
validate150.errors = [{instancePath:instancePath+"/files/" + i0,schemaPath:"#/properties/files/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs8 === errors){
if(data2.path !== undefined){
let data3 = data2.path;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data3 === "string"){
if(!pattern30.test(data3)){
validate150.errors = [{instancePath:instancePath+"/files/" + i0+"/path",schemaPath:"#/properties/files/items/properties/path/pattern",keyword:"pattern",params:{pattern: "^[^\\u0000-\\u001f]{1,1024}$"}}];
return false;
}
}
else {
validate150.errors = [{instancePath:instancePath+"/files/" + i0+"/path",schemaPath:"#/properties/files/items/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid2 = _errs9 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data2.sizeBytes !== undefined){
let data4 = data2.sizeBytes;
const _errs11 = errors;
const _errs12 = errors;
let valid3 = false;
const _errs13 = errors;
if(data4 !== null){
const err0 = {instancePath:instancePath+"/files/" + i0+"/sizeBytes",schemaPath:"#/properties/files/items/properties/sizeBytes/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs13 === errors;
valid3 = valid3 || _valid0;
if(!valid3){
const _errs15 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
const err1 = {instancePath:instancePath+"/files/" + i0+"/sizeBytes",schemaPath:"#/properties/files/items/properties/sizeBytes/anyOf/1/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(errors === _errs15){
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 9007199254740991 || isNaN(data4)){
const err2 = {instancePath:instancePath+"/files/" + i0+"/sizeBytes",schemaPath:"#/properties/files/items/properties/sizeBytes/anyOf/1/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
if(data4 < 0 || isNaN(data4)){
const err3 = {instancePath:instancePath+"/files/" + i0+"/sizeBytes",schemaPath:"#/properties/files/items/properties/sizeBytes/anyOf/1/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
}
var _valid0 = _errs15 === errors;
valid3 = valid3 || _valid0;
}
if(!valid3){
const err4 = {instancePath:instancePath+"/files/" + i0+"/sizeBytes",schemaPath:"#/properties/files/items/properties/sizeBytes/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
validate150.errors = vErrors;
return false;
}
else {
errors = _errs12;
if(vErrors !== null){
if(_errs12){
vErrors.length = _errs12;
}
else {
vErrors = null;
}
}
}
var valid2 = _errs11 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data2.modifiedAt !== undefined){
let data5 = data2.modifiedAt;
const _errs17 = errors;
const _errs18 = errors;
let valid4 = false;
const _errs19 = errors;
if(data5 !== null){
const err5 = {instancePath:instancePath+"/files/" + i0+"/modifiedAt",schemaPath:"#/properties/files/items/properties/modifiedAt/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
var _valid1 = _errs19 === errors;
valid4 = valid4 || _valid1;
if(!valid4){
const _errs21 = errors;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
const err6 = {instancePath:instancePath+"/files/" + i0+"/modifiedAt",schemaPath:"#/properties/files/items/properties/modifiedAt/anyOf/1/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(errors === _errs21){
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 9007199254740991 || isNaN(data5)){
const err7 = {instancePath:instancePath+"/files/" + i0+"/modifiedAt",schemaPath:"#/properties/files/items/properties/modifiedAt/anyOf/1/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
else {
if(data5 < 0 || isNaN(data5)){
const err8 = {instancePath:instancePath+"/files/" + i0+"/modifiedAt",schemaPath:"#/properties/files/items/properties/modifiedAt/anyOf/1/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
}
var _valid1 = _errs21 === errors;
valid4 = valid4 || _valid1;
}
if(!valid4){
const err9 = {instancePath:instancePath+"/files/" + i0+"/modifiedAt",schemaPath:"#/properties/files/items/properties/modifiedAt/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
validate150.errors = vErrors;
return false;
}
else {
errors = _errs18;
if(vErrors !== null){
if(_errs18){
vErrors.length = _errs18;
}
else {
vErrors = null;
}
}
}
var valid2 = _errs17 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
else {
validate150.errors = [{instancePath:instancePath+"/files/" + i0,schemaPath:"#/properties/files/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid1 = _errs6 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate150.errors = [{instancePath:instancePath+"/files",schemaPath:"#/properties/files/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.left !== undefined){
let data6 = data.left;
const _errs23 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate150.errors = [{instancePath:instancePath+"/left",schemaPath:"#/properties/left/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs23){
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 9007199254740991 || isNaN(data6)){
validate150.errors = [{instancePath:instancePath+"/left",schemaPath:"#/properties/left/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data6 < 0 || isNaN(data6)){
validate150.errors = [{instancePath:instancePath+"/left",schemaPath:"#/properties/left/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs23 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate150.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate150.errors = vErrors;
return errors === 0;
}

const schema66 = {"type":"object","required":["kind","sizeBytes","modifiedAt"],"properties":{"kind":{"type":"string","const":"opened"},"sizeBytes":{"anyOf":[{"type":"null"},{"type":"integer","minimum":0,"maximum":9007199254740991}]},"modifiedAt":{"anyOf":[{"type":"null"},{"type":"integer","minimum":0,"maximum":9007199254740991}]}},"additionalProperties":false};

function validate151(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.sizeBytes === undefined) && (missing0 = "sizeBytes"))) || ((data.modifiedAt === undefined) && (missing0 = "modifiedAt"))){
validate151.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "sizeBytes")) || (key0 === "modifiedAt"))){
validate151.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate151.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("opened" !== data0){
validate151.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "opened"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.sizeBytes !== undefined){
let data1 = data.sizeBytes;
const _errs4 = errors;
const _errs5 = errors;
let valid1 = false;
const _errs6 = errors;
if(data1 !== null){
const err0 = {instancePath:instancePath+"/sizeBytes",schemaPath:"#/properties/sizeBytes/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs6 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const _errs8 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
const err1 = {instancePath:instancePath+"/sizeBytes",schemaPath:"#/properties/sizeBytes/anyOf/1/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(errors === _errs8){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
const err2 = {instancePath:instancePath+"/sizeBytes",schemaPath:"#/properties/sizeBytes/anyOf/1/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
if(data1 < 0 || isNaN(data1)){
const err3 = {instancePath:instancePath+"/sizeBytes",schemaPath:"#/properties/sizeBytes/anyOf/1/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
}
var _valid0 = _errs8 === errors;
valid1 = valid1 || _valid0;
}
if(!valid1){
const err4 = {instancePath:instancePath+"/sizeBytes",schemaPath:"#/properties/sizeBytes/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
validate151.errors = vErrors;
return false;
}
else {
errors = _errs5;
if(vErrors !== null){
if(_errs5){
vErrors.length = _errs5;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.modifiedAt !== undefined){
let data2 = data.modifiedAt;
const _errs10 = errors;
const _errs11 = errors;
let valid2 = false;
const _errs12 = errors;
if(data2 !== null){
const err5 = {instancePath:instancePath+"/modifiedAt",schemaPath:"#/properties/modifiedAt/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
var _valid1 = _errs12 === errors;
valid2 = valid2 || _valid1;
if(!valid2){
const _errs14 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
const err6 = {instancePath:instancePath+"/modifiedAt",schemaPath:"#/properties/modifiedAt/anyOf/1/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(errors === _errs14){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 9007199254740991 || isNaN(data2)){
const err7 = {instancePath:instancePath+"/modifiedAt",schemaPath:"#/properties/modifiedAt/anyOf/1/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
else {
if(data2 < 0 || isNaN(data2)){
const err8 = {instancePath:instancePath+"/modifiedAt",schemaPath:"#/properties/modifiedAt/anyOf/1/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
}
var _valid1 = _errs14 === errors;
valid2 = valid2 || _valid1;
}
if(!valid2){
const err9 = {instancePath:instancePath+"/modifiedAt",schemaPath:"#/properties/modifiedAt/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
validate151.errors = vErrors;
return false;
}
else {
errors = _errs11;
if(vErrors !== null){
if(_errs11){
vErrors.length = _errs11;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate151.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate151.errors = vErrors;
return errors === 0;
}

const schema67 = {"type":"object","required":["kind","sizeBytes","digest"],"properties":{"kind":{"type":"string","const":"end"},"sizeBytes":{"type":"integer","minimum":0,"maximum":9007199254740991},"digest":{"anyOf":[{"type":"null"},{"type":"string","pattern":"^[0-9a-f]{64}$"}]}},"additionalProperties":false};

function validate152(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.sizeBytes === undefined) && (missing0 = "sizeBytes"))) || ((data.digest === undefined) && (missing0 = "digest"))){
validate152.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "sizeBytes")) || (key0 === "digest"))){
validate152.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate152.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("end" !== data0){
validate152.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "end"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.sizeBytes !== undefined){
let data1 = data.sizeBytes;
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate152.errors = [{instancePath:instancePath+"/sizeBytes",schemaPath:"#/properties/sizeBytes/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs4){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
validate152.errors = [{instancePath:instancePath+"/sizeBytes",schemaPath:"#/properties/sizeBytes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
validate152.errors = [{instancePath:instancePath+"/sizeBytes",schemaPath:"#/properties/sizeBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.digest !== undefined){
let data2 = data.digest;
const _errs6 = errors;
const _errs7 = errors;
let valid1 = false;
const _errs8 = errors;
if(data2 !== null){
const err0 = {instancePath:instancePath+"/digest",schemaPath:"#/properties/digest/anyOf/0/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs8 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const _errs10 = errors;
if(errors === _errs10){
if(typeof data2 === "string"){
if(!pattern10.test(data2)){
const err1 = {instancePath:instancePath+"/digest",schemaPath:"#/properties/digest/anyOf/1/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f]{64}$"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/digest",schemaPath:"#/properties/digest/anyOf/1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
var _valid0 = _errs10 === errors;
valid1 = valid1 || _valid0;
}
if(!valid1){
const err3 = {instancePath:instancePath+"/digest",schemaPath:"#/properties/digest/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
validate152.errors = vErrors;
return false;
}
else {
errors = _errs7;
if(vErrors !== null){
if(_errs7){
vErrors.length = _errs7;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate152.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate152.errors = vErrors;
return errors === 0;
}

const schema68 = {"type":"object","required":["kind"],"properties":{"kind":{"type":"string","const":"done"}},"additionalProperties":false};

function validate153(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.kind === undefined) && (missing0 = "kind")){
validate153.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(key0 === "kind")){
validate153.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
validate153.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("done" !== data0){
validate153.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "done"}}];
return false;
}
}
}
}
}
else {
validate153.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate153.errors = vErrors;
return errors === 0;
}

const schema69 = {"type":"object","required":["kind","step","doneBytes"],"properties":{"kind":{"type":"string","const":"uploading"},"step":{"type":"string","enum":["preparing","writing"]},"doneBytes":{"type":"integer","minimum":0,"maximum":9007199254740991}},"additionalProperties":false};

function validate154(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.step === undefined) && (missing0 = "step"))) || ((data.doneBytes === undefined) && (missing0 = "doneBytes"))){
validate154.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "step")) || (key0 === "doneBytes"))){
validate154.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate154.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("uploading" !== data0){
validate154.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "uploading"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.step !== undefined){
let data1 = data.step;
const _errs4 = errors;
if(typeof data1 !== "string"){
validate154.errors = [{instancePath:instancePath+"/step",schemaPath:"#/properties/step/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!((data1 === "preparing") || (data1 === "writing"))){
validate154.errors = [{instancePath:instancePath+"/step",schemaPath:"#/properties/step/enum",keyword:"enum",params:{allowedValues: schema69.properties.step.enum}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.doneBytes !== undefined){
let data2 = data.doneBytes;
const _errs6 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate154.errors = [{instancePath:instancePath+"/doneBytes",schemaPath:"#/properties/doneBytes/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs6){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 9007199254740991 || isNaN(data2)){
validate154.errors = [{instancePath:instancePath+"/doneBytes",schemaPath:"#/properties/doneBytes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
validate154.errors = [{instancePath:instancePath+"/doneBytes",schemaPath:"#/properties/doneBytes/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate154.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate154.errors = vErrors;
return errors === 0;
}

const schema70 = {"type":"object","required":["kind","reason","message"],"properties":{"kind":{"type":"string","const":"refused"},"reason":{"type":"string","enum":["no-files","not-found","wrong-credentials","unreachable","broken-off","changed","busy","not-supported","no-card","card-full","not-opened","name-taken","not-proven","cancelled","refused"]},"message":{"type":"string"}},"additionalProperties":false};

function validate155(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.kind === undefined) && (missing0 = "kind")) || ((data.reason === undefined) && (missing0 = "reason"))) || ((data.message === undefined) && (missing0 = "message"))){
validate155.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "reason")) || (key0 === "message"))){
validate155.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate155.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("refused" !== data0){
validate155.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "refused"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
let data1 = data.reason;
const _errs4 = errors;
if(typeof data1 !== "string"){
validate155.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
if(!(((((((((((((((data1 === "no-files") || (data1 === "not-found")) || (data1 === "wrong-credentials")) || (data1 === "unreachable")) || (data1 === "broken-off")) || (data1 === "changed")) || (data1 === "busy")) || (data1 === "not-supported")) || (data1 === "no-card")) || (data1 === "card-full")) || (data1 === "not-opened")) || (data1 === "name-taken")) || (data1 === "not-proven")) || (data1 === "cancelled")) || (data1 === "refused"))){
validate155.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/enum",keyword:"enum",params:{allowedValues: schema70.properties.reason.enum}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.message !== undefined){
const _errs6 = errors;
if(typeof data.message !== "string"){
validate155.errors = [{instancePath:instancePath+"/message",schemaPath:"#/properties/message/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate155.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate155.errors = vErrors;
return errors === 0;
}


function validate149(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.kind === undefined) && (missing0 = "kind")) || ((data.epoch === undefined) && (missing0 = "epoch"))) || ((data.requestId === undefined) && (missing0 = "requestId"))) || ((data.answer === undefined) && (missing0 = "answer"))){
validate149.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((key0 === "kind") || (key0 === "epoch")) || (key0 === "requestId")) || (key0 === "answer"))){
validate149.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate149.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("printer-file-answer" !== data0){
validate149.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "printer-file-answer"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.epoch !== undefined){
let data1 = data.epoch;
const _errs4 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate149.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs4){
if((typeof data1 == "number") && (isFinite(data1))){
if(data1 > 9007199254740991 || isNaN(data1)){
validate149.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}}];
return false;
}
else {
if(data1 < 0 || isNaN(data1)){
validate149.errors = [{instancePath:instancePath+"/epoch",schemaPath:"#/properties/epoch/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.requestId !== undefined){
let data2 = data.requestId;
const _errs6 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate149.errors = [{instancePath:instancePath+"/requestId",schemaPath:"#/properties/requestId/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs6){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 4294967295 || isNaN(data2)){
validate149.errors = [{instancePath:instancePath+"/requestId",schemaPath:"#/properties/requestId/maximum",keyword:"maximum",params:{comparison: "<=", limit: 4294967295}}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
validate149.errors = [{instancePath:instancePath+"/requestId",schemaPath:"#/properties/requestId/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.answer !== undefined){
let data3 = data.answer;
const _errs8 = errors;
if(errors === _errs8){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing1;
if((data3.kind === undefined) && (missing1 = "kind")){
validate149.errors = [{instancePath:instancePath+"/answer",schemaPath:"#/properties/answer/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const tag0 = data3.kind;
if(typeof tag0 == "string"){
if(tag0 === "listing"){
if(!(validate150(data3, {instancePath:instancePath+"/answer",parentData:data,parentDataProperty:"answer",rootData}))){
vErrors = vErrors === null ? validate150.errors : vErrors.concat(validate150.errors);
errors = vErrors.length;
}
}
else if(tag0 === "opened"){
if(!(validate151(data3, {instancePath:instancePath+"/answer",parentData:data,parentDataProperty:"answer",rootData}))){
vErrors = vErrors === null ? validate151.errors : vErrors.concat(validate151.errors);
errors = vErrors.length;
}
}
else if(tag0 === "end"){
if(!(validate152(data3, {instancePath:instancePath+"/answer",parentData:data,parentDataProperty:"answer",rootData}))){
vErrors = vErrors === null ? validate152.errors : vErrors.concat(validate152.errors);
errors = vErrors.length;
}
}
else if(tag0 === "done"){
if(!(validate153(data3, {instancePath:instancePath+"/answer",parentData:data,parentDataProperty:"answer",rootData}))){
vErrors = vErrors === null ? validate153.errors : vErrors.concat(validate153.errors);
errors = vErrors.length;
}
}
else if(tag0 === "uploading"){
if(!(validate154(data3, {instancePath:instancePath+"/answer",parentData:data,parentDataProperty:"answer",rootData}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
}
else if(tag0 === "refused"){
if(!(validate155(data3, {instancePath:instancePath+"/answer",parentData:data,parentDataProperty:"answer",rootData}))){
vErrors = vErrors === null ? validate155.errors : vErrors.concat(validate155.errors);
errors = vErrors.length;
}
}
else {
validate149.errors = [{instancePath:instancePath+"/answer",schemaPath:"#/properties/answer/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "kind", tagValue: tag0}}];
return false;
}
}
else {
validate149.errors = [{instancePath:instancePath+"/answer",schemaPath:"#/properties/answer/discriminator",keyword:"discriminator",params:{error: "tag", tag: "kind", tagValue: tag0}}];
return false;
}
}
}
else {
validate149.errors = [{instancePath:instancePath+"/answer",schemaPath:"#/properties/answer/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate149.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate149.errors = vErrors;
return errors === 0;
}


function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.kind === undefined) && (missing0 = "kind")){
validate21.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const tag0 = data.kind;
if(typeof tag0 == "string"){
if(tag0 === "hello"){
if(!(validate22(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
}
else if(tag0 === "snapshot"){
if(!(validate23(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
errors = vErrors.length;
}
}
else if(tag0 === "answer"){
if(!(validate136(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate136.errors : vErrors.concat(validate136.errors);
errors = vErrors.length;
}
}
else if(tag0 === "feedback"){
if(!(validate141(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate141.errors : vErrors.concat(validate141.errors);
errors = vErrors.length;
}
}
else if(tag0 === "file-request"){
if(!(validate146(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate146.errors : vErrors.concat(validate146.errors);
errors = vErrors.length;
}
}
else if(tag0 === "history"){
if(!(validate147(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate147.errors : vErrors.concat(validate147.errors);
errors = vErrors.length;
}
}
else if(tag0 === "heartbeat"){
if(!(validate148(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate148.errors : vErrors.concat(validate148.errors);
errors = vErrors.length;
}
}
else if(tag0 === "printer-file-answer"){
if(!(validate149(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate149.errors : vErrors.concat(validate149.errors);
errors = vErrors.length;
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "kind", tagValue: tag0}}];
return false;
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "tag", tag: "kind", tagValue: tag0}}];
return false;
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate21.errors = vErrors;
return errors === 0;
}


const schema71 = {"type":"object","required":["kind","protocol"],"properties":{"kind":{"type":"string","const":"hello"},"protocol":{"type":"array","items":{"type":"integer","minimum":0,"maximum":65535},"minItems":1,"maxItems":64}},"additionalProperties":true};

function validate170(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.kind === undefined) && (missing0 = "kind")) || ((data.protocol === undefined) && (missing0 = "protocol"))){
validate170.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(typeof data0 !== "string"){
validate170.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
if("hello" !== data0){
validate170.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "hello"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.protocol !== undefined){
let data1 = data.protocol;
const _errs4 = errors;
if(errors === _errs4){
if(Array.isArray(data1)){
if(data1.length > 64){
validate170.errors = [{instancePath:instancePath+"/protocol",schemaPath:"#/properties/protocol/maxItems",keyword:"maxItems",params:{limit: 64}}];
return false;
}
else {
if(data1.length < 1){
validate170.errors = [{instancePath:instancePath+"/protocol",schemaPath:"#/properties/protocol/minItems",keyword:"minItems",params:{limit: 1}}];
return false;
}
else {
var valid1 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
const _errs6 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate170.errors = [{instancePath:instancePath+"/protocol/" + i0,schemaPath:"#/properties/protocol/items/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs6){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 65535 || isNaN(data2)){
validate170.errors = [{instancePath:instancePath+"/protocol/" + i0,schemaPath:"#/properties/protocol/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}}];
return false;
}
else {
if(data2 < 0 || isNaN(data2)){
validate170.errors = [{instancePath:instancePath+"/protocol/" + i0,schemaPath:"#/properties/protocol/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
}
var valid1 = _errs6 === errors;
if(!valid1){
break;
}
}
}
}
}
else {
validate170.errors = [{instancePath:instancePath+"/protocol",schemaPath:"#/properties/protocol/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate170.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate170.errors = vErrors;
return errors === 0;
}
