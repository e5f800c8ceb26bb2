// The client of xlwings Server outside Excel: its own scripts, fetched from the server, over the
// smallest Office.js that they ask for. Reads calls as JSON from stdin, prints the answers as JSON.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const [origin] = process.argv.slice(2);
const functions = new Map();

const text = async (path) => {
  const response = await fetch(origin + path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.text();
};

const loadable = (found) => ({ load() {}, ...found });

globalThis.Office = {
  onReady: async (ready) => ready?.({}),
  context: { requirements: { isSetSupported: () => true } },
};
globalThis.Excel = {
  RequestContext: class {
    workbook = loadable({ name: "tracker.xlsx" });
    application = {
      cultureInfo: loadable({
        name: "en-US",
        datetimeFormat: loadable({ shortDatePattern: "m/d/yyyy" }),
      }),
    };
    async sync() {}
  },
};
globalThis.CustomFunctions = {
  associate: (id, run) => functions.set(id, run),
  ErrorCode: { invalidValue: "#VALUE!" },
  Error: class extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  },
};
globalThis.window = { location: { origin } };
globalThis.XMLHttpRequest = class {
  #headers = {};
  open(method, url) {
    this.method = method;
    this.url = url;
  }
  setRequestHeader(name, value) {
    this.#headers[name] = value;
  }
  getResponseHeader(name) {
    return this.response.headers.get(name);
  }
  async send(body) {
    this.response = await fetch(this.url, { method: this.method, headers: this.#headers, body });
    this.status = this.response.status;
    this.statusText = this.response.statusText;
    this.responseText = await this.response.text();
    this.onload();
  }
};

const page = await text("/taskpane");
const config = /<script[^>]*id="config"[^>]*>([^<]*)<\/script>/.exec(page)[1];
globalThis.document = { getElementById: () => ({ textContent: config }) };
const script = async (path) =>
  import(`data:text/javascript,${encodeURIComponent(await text(path))}`);
await script("/static/js/config.js");
globalThis.xlwings = await script("/static/js/utils.js");
await script("/static/js/auth.js");
// What the client reports of a refused call is for the console of Excel.
console.error = () => {};
vm.runInThisContext(await text("/xlwings/custom-functions-code.js"));

const answers = [];
for (const [name, args] of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    answers.push(await functions.get(name.toUpperCase())(...args, { address: "Sheet1!A1" }));
  } catch (error) {
    answers.push({ error: error.code ?? error.name, text: error.message });
  }
}
const meta = JSON.parse(await text("/xlwings/custom-functions-meta.json"));
process.stdout.write(JSON.stringify({ answers, meta, associated: [...functions.keys()] }));
