"use strict";
// Sorting, filtering, hints and other days in the charts: the page says the same without this script.
(() => {
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const value = (row, i) => {
    const cell = row.cells[i];
    const number = parseFloat((cell.title || cell.textContent).replace(/[,≥\s]/g, ""));
    return Number.isNaN(number) ? -Infinity : number;
  };
  const sort = (table, th, i) => {
    const numbers = th.classList.contains("n");
    const before = th.getAttribute("aria-sort");
    const down = before ? before === "ascending" : numbers;
    for (const other of th.parentNode.cells) other.removeAttribute("aria-sort");
    th.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rest = (row) => row.classList.contains("rest");
    const order = (a, b) => {
      const by = numbers ? value(a, i) - value(b, i) : a.cells[i].textContent.localeCompare(b.cells[i].textContent, "en");
      return down ? -by : by;
    };
    body.append(...[...body.rows].sort((a, b) => rest(a) - rest(b) || order(a, b)));
  };
  for (const table of document.querySelectorAll("table.sort")) {
    if (table.tBodies[0].rows.length < 3) continue;
    [...table.tHead.rows[0].cells].forEach((th, i) => {
      if (th.classList.contains("b")) return;
      const button = make("button", { type: "button" });
      button.append(...th.childNodes);
      button.addEventListener("click", () => sort(table, th, i));
      th.append(button);
    });
  }
  // A long table can be searched. Its total stays, and is of all rows.
  for (const table of document.querySelectorAll("table.sort")) {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 8) continue;
    const field = make("input", { type: "search", className: "filter", placeholder: "Filter these rows", ariaLabel: "Filter the rows of this table" });
    field.addEventListener("input", () => {
      const asked = field.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(asked);
    });
    (table.closest(".fit, .scroll") || table).before(field);
  }
  addEventListener("beforeprint", () => {
    for (const row of document.querySelectorAll("table.sort tr[hidden]")) row.hidden = false;
    for (const field of document.querySelectorAll(".filter")) field.value = "";
  });
  // The last 14 days, the cycle or the whole log instead of the period, drawn from the data of the page.
  const svg = (name, attributes, ...inner) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.append(...inner);
    return element;
  };
  const day = (from, grain, n) => {
    const date = new Date(from + "T00:00:00Z");
    if (grain === "month") date.setUTCMonth(date.getUTCMonth() + n);
    else if (grain === "year") date.setUTCFullYear(date.getUTCFullYear() + n);
    else date.setUTCDate(date.getUTCDate() + (grain === "week" ? 7 * n : n));
    return date;
  };
  const say = (date, month, year) => date.toLocaleDateString("en-GB", { day: "numeric", month, year, timeZone: "UTC" });
  const draw = (name, grain, from, credits) => {
    const most = Math.max(...credits, 0);
    const unit = 10 ** Math.floor(Math.log10(most || 1));
    const step = [0.2, 0.5, 1, 2].map((n) => n * unit).find((s) => most / s <= 5);
    const top = Math.max(1, Math.ceil(most / step)) * step;
    const wide = 1000 / credits.length;
    const y = (amount) => 190 - (Math.max(0, amount) / top) * 190;
    const [plot, hints, words] = [[], svg("g", { class: "hints", transform: `scale(${wide} 1)` }), []];
    let longest = 0;
    for (let i = 0; i * step <= top * 1.001; i += 1) {
      const shown = (i * step).toLocaleString("en-GB", { maximumFractionDigits: 3 });
      longest = Math.max(longest, shown.length);
      plot.push(svg("path", { class: i ? "grid" : "base", d: `M0 ${y(i * step)}H1000` }));
      if (i) words.push(svg("text", { class: "tick", x: -8, y: 34 + y(i * step), "text-anchor": "end" }, shown));
    }
    let bars = "";
    const every = Math.ceil(credits.length / 8);
    credits.forEach((amount, i) => {
      bars += `M${(i + 0.14) * wide} ${y(amount)}h${0.72 * wide}V190h${-0.72 * wide}z`;
      const date = day(from, grain, i);
      const text = `${grain === "day" ? "" : "from "}${say(date, "long", "numeric")}: ${amount} credits`;
      hints.append(svg("rect", { x: i }, svg("title", {}, text)));
      if (i % every) return;
      const label = { class: (i / every) % 2 ? "day odd" : "day", x: `${(i + (i && 0.5)) * wide / 10}%`, y: 237 };
      words.push(svg("text", i ? { ...label, "text-anchor": i + 2 > credits.length ? "end" : "middle" } : label, say(date, "short")));
    });
    plot.push(svg("path", { class: "s-all", d: bars }), hints);
    const inner = svg("svg", { y: 30, width: "100%", height: 190, viewBox: "0 0 1000 190", preserveAspectRatio: "none" }, ...plot);
    const scale = longest > 10 ? " widest" : longest > 6 ? " wide" : "";
    return svg("svg", { class: "chart" + scale, height: 244, role: "img", "aria-label": `Credits by ${grain}, ${name}` }, inner, ...words);
  };
  const data = JSON.parse((document.getElementById("report") || { textContent: "null" }).textContent);
  for (const figure of document.querySelectorAll("figure[id^=days-]")) {
    const pool = data && data.pools && data.pools[figure.id.slice(5)];
    if (!pool) continue;
    const { daily, history } = pool;
    const last = daily[daily.length - 1].date;
    const from = (n) => day(last, "day", 1 - n).toISOString().slice(0, 10);
    const listed = daily.map((d) => d.credits);
    const recent = history ? history.recent : listed.slice(-14);
    const ofCycle = daily.filter((d) => data.cycle && d.date >= data.cycle.start).length;
    const others = [];
    if (ofCycle > 1 && ofCycle < listed.length) others.push(["this cycle", "day", from(ofCycle), listed.slice(-ofCycle)]);
    if (recent.length !== listed.length) others.push(["14 days", "day", from(recent.length), recent]);
    if (history) others.push(["all", history.grain, history.from, history.credits]);
    if (!others.length) continue;
    const period = make("div");
    period.append(...[...figure.children].slice(1));
    const names = { cycle: "this cycle", all: "all" };
    const views = [[names[data.period.kind] || "this period", period]];
    for (const other of others) {
      const view = make("div", { hidden: true });
      view.append(draw(...other));
      views.push([other[0], view]);
    }
    const group = make("div", { className: "switch", role: "group", ariaLabel: "Days shown" });
    // The style draws the names of the buttons, so that they are no text of the page.
    const buttons = views.map(([name, view]) => {
      const button = make("button", { type: "button", ariaLabel: name, ariaPressed: !view.hidden });
      button.addEventListener("click", () => views.forEach(([, other], i) => {
        other.hidden = other !== view;
        buttons[i].ariaPressed = other === view;
      }));
      view.className = "view";
      view.dataset.view = name;
      return button;
    });
    group.append(...buttons);
    figure.append(group, ...views.map(([, view]) => view));
  }
  // The same day in the other charts.
  const days = new Map();
  const dayOf = new WeakMap();
  for (const rect of document.querySelectorAll(".hints rect")) {
    const title = rect.querySelector("title");
    const day = title ? title.textContent.split(":")[0] : "";
    dayOf.set(rect, day);
    if (!days.has(day)) days.set(day, []);
    days.get(day).push(rect);
  }
  let marked = [];
  const mark = (over) => {
    const same = (over && days.get(dayOf.get(over))) || [];
    if (same === marked) return;
    for (const rect of marked) rect.classList.remove("on");
    for (const rect of same) rect.classList.add("on");
    marked = same;
  };
  const tip = document.getElementById("tip");
  const words = new WeakMap();
  document.addEventListener("pointermove", (event) => {
    const over = event.target.closest && event.target.closest(".hints rect");
    if (over && !words.has(over)) {
      const title = over.querySelector("title");
      words.set(over, title ? title.textContent : "");
      if (title) title.remove();
    }
    mark(over);
    const says = over ? words.get(over) : "";
    tip.hidden = !says;
    if (!says) return;
    tip.textContent = says;
    const x = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
    const y = event.clientY + 18 + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 10 : event.clientY + 18;
    tip.style.left = Math.max(8, x) + "px";
    tip.style.top = y + "px";
  });
  addEventListener("beforeprint", () => { tip.hidden = true; });
})();
