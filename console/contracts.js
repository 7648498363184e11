// Contracts: listed, run, failures with their difference; and the mutants.
import { admin, announce, badge, button, code, el, fail, field, fill, input, isReadOnly, panel, put, select, tenant } from './core.js';

export const title = 'Contracts';
const classes = ['observed', 'documented', 'assumed'];
const kinds = { passed: 'good', failed: 'bad', broken: 'bad', skipped: 'warn' };
const most = 200;
const call = (path, more) => admin(path, { everywhere: true, ...more });
const table = (label, heads, rows) => el('div.table', { tabindex: '0', role: 'region', 'aria-label': label }, el('table', {}, el('thead', {}, el('tr', {}, heads.map(text => el('th', { scope: 'col' }, text)))),
  el('tbody', {}, rows.map(([head, ...cells]) => el('tr', {}, el('th', { scope: 'row' }, head), cells.map(cell => el('td.wrap', {}, cell)))))));

/** Made when it is opened. */
const fold = (head, make) => el('details', { ontoggle: async ({ currentTarget: node }) => {
  if (node.children[1]) return;
  const body = put(node, el('div.page')).lastChild;
  try { fill(body, await make()); } catch (error) { fill(body, error.message); }
} }, el('summary', {}, head));

export async function render(page) {
  const [match, search] = [0, 1].map(() => input('', { type: 'search' }));
  const [evidence, edition, program] = [select([['', 'all'], ...classes], ''), select(['2021', '2023', '2026'], tenant.info?.edition), select([['', 'both'], 'cmp', 'mpn'], '')];
  const [areas, list, outcome, mutants] = [0, 1, 2, 3].map(() => el('div.page'));
  const [count, state, wrong, meter] = [el('p.hint', { role: 'status' }), el('p'), el('p.error', { role: 'alert' }), el('progress', { 'aria-label': 'Cases done', hidden: true })];
  const stop = button('Cancel', () => call('contract-runs/' + run.run, { method: 'DELETE' }), '', { hidden: true });
  let contracts = [], run, results = 0, timer, isGone;

  const patterns = () => match.value.split(/\s+/).filter(Boolean).map(word => /[*/]/.test(word) ? word : `*${word}*`);
  function draw() {
    const tests = patterns().map(one => new RegExp('^' + one.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*') + '$', 'i'));
    const shown = contracts.filter(one => (!tests[0] || [one.id, ...(one.elements ?? []).map(name => one.id + ':' + name)].some(name => tests.some(test => test.test(name))))
      && (!evidence.value || one.evidence.class === evidence.value) && (!program.value || one.programs.includes(program.value)));
    const groups = {};
    for (const one of shown) (groups[one.id.split('/')[0]] ??= []).push(one);
    fill(areas, table('Areas', ['Area', 'Contracts', ...classes], Object.entries(groups).map(([area, all]) =>
      [button(area, () => find(area + '/*'), 'small'), all.length + '', ...classes.map(kind => all.filter(one => one.evidence.class === kind).length + '')])));
    fill(count, `${shown.length} of ${contracts.length} contracts` + (shown.length > most ? `; ${most} listed` : ''));
    fill(list, shown.slice(0, most).map(one => fold([badge(one.evidence.class, one.evidence.class === 'assumed' ? 'warn' : 'good'), ' ', el('code', {}, one.id), ` ${one.title} (${one.evidence.sources.join(', ')})`], () => explain(one.id))));
  }
  function find(text) { match.value = text; draw(); match.focus(); }
  async function explain(id) {
    const one = await call('contracts/' + id);
    return [code(one.explanation, id), el('p.hint', {}, one.kills[0] ? 'It detects for example:' : one.noMutantReason && 'It detects no mutant: ' + one.noMutantReason),
      el('ul', {}, one.kills.map(kill => el('li', {}, el('code', {}, kill.mutant), ' ', kill.fault))), one.text && fold('Its file', () => code(one.text, 'File'))];
  }

  async function start(body) {
    fill(wrong);
    if (program.value) body.program = program.value;
    try { run = await call('contract-runs', { method: 'POST', body: { edition: edition.value, ...body } }); } catch (error) { return refuse(error.message); }
    await watch(true);
  }
  function refuse(text) { fill(wrong, text); wrong.scrollIntoView({ block: 'center' }); }
  async function watch(isNew) {
    clearTimeout(timer);
    if (isNew) { results = 0; fill(outcome); }
    run = await call(`contract-runs/${run.run}?after=${results}`);
    if (isGone) return;
    results = run.done;
    const isRunning = run.state === 'running', { match = ['all contracts'], draft, edition } = run.request;
    meter.hidden = stop.hidden = !isRunning;
    meter.max = run.total;
    meter.value = run.done;
    fill(state, `Run ${run.run} of ${draft ? 'the draft' : match.join(' ')} in edition ${edition}, ${run.state}: ${run.done} of ${run.total} cases, ${run.seconds} s `,
      Object.entries(run.counts).map(([kind, number]) => number > 0 && [badge(number + ' ' + kind, kinds[kind]), ' ']));
    for (const one of run.results) if (one.outcome !== 'passed' && outcome.children.length < most) put(outcome, failure(one));
    if (isRunning) timer = setTimeout(() => watch().catch(fail), 400); else announce(state.textContent);
  }

  const draft = el('textarea', { rows: 12, spellcheck: 'false', oninput: () => sessionStorage.setItem('draft', draft.value),
    value: sessionStorage.getItem('draft') ?? '{"title": "The datasets are listed", "evidence": {"class": "assumed", "sources": ["ours"]},\n "steps": [{"do": "getDatasets", "expect": {"status": 200}}]}' });
  async function load() { contracts = (await call('contracts?edition=' + edition.value)).contracts; draw(); }
  for (const control of [match, evidence, program]) control.addEventListener('input', draw);
  edition.addEventListener('change', () => load().catch(fail));
  put(page, panel('Choose and run', el('div.row', {}, field('Contracts', match, 'Words or patterns, such as queries/*'), field('Evidence', evidence), field('Program', program), field('Edition', edition)),
    el('div.row.tight', {}, !isReadOnly() && button('Run them', () => start({ ...(patterns()[0] && { match: patterns() }), ...(evidence.value && { evidence: [evidence.value] }) }), 'primary'), stop, meter), wrong, state,
    el('p.hint', {}, 'Each case has its own simulator, with the settings of its contract. It neither sees nor changes what this server has.')),
  outcome, panel('Contracts', count, areas, list),
  !isReadOnly() && panel('A draft', field('Contract as JSON', draft, 'From the journal, or your own; not kept as a file.'), button('Run the draft', () => {
    try { return start({ draft: JSON.parse(draft.value) }); } catch (error) { refuse('The draft is no JSON: ' + error.message); }
  })), panel('Kill matrix', el('p.hint', {}, 'A mutant is a simulator that is wrong in one point. Some of the contracts that detect it are named.'), mutants));
  put(mutants, button('Show the mutants', async () => {
    const matrix = await call('mutants'), body = el('div.page');
    search.oninput = () => fill(body, matrix.areas.map(area => {
      const rows = area.mutants.filter(one => JSON.stringify(one).toLowerCase().includes(search.value.toLowerCase()));
      return rows[0] && fold(`${area.title} (${rows.length})`, () => table(area.title, ['Mutant', 'What is wrong', 'Detected by'], rows.map(one => [one.name, one.fault, one.killers.map(id => button(id, () => find(id), 'small'))])));
    }));
    fill(mutants, field('Find a mutant', search), body);
    search.oninput();
  }));
  await load();
  [run] = (await call('contract-runs')).runs;
  if (run) await watch(true);
  return () => { isGone = true; clearTimeout(timer); };
}

function failure({ finding: { place, pointer, expected, actual, remarks, request } = {}, outcome, id, title, reason, evidence, command }) {
  return el('details.panel', { open: outcome !== 'skipped' }, el('summary', {}, badge(outcome, kinds[outcome]), ' ', el('code', {}, id), ' ', title),
    el('dl.facts', {}, [['At', place && place + ' ' + (pointer ?? '')], ...difference(expected, actual), ['Reason', reason], ['Remarks', remarks?.join('; ')], ['Evidence', evidence]].map(([name, text]) => text && [el('dt', {}, name), el('dd', {}, text)])),
    request && code(request, 'Request'), command && code(command, 'Run it again'));
}

/** Marks what lies between the common beginning and end of two texts. */
function difference(expected, found) {
  if (expected === undefined) return [];
  const end = Math.min(expected.length, found.length);
  let head = 0, tail = 0;
  while (head < end && expected[head] === found[head]) head++;
  while (tail < end - head && expected.at(-1 - tail) === found.at(-1 - tail)) tail++;
  const marked = text => [text.slice(0, head), el('mark', {}, text.slice(head, text.length - tail)), text.slice(text.length - tail)];
  return [['Expected', marked(expected)], ['Found', marked(found)], ['Differs', head > 0 && `from character ${head + 1} on`]];
}
