"use strict";
// Sorting, filtering and hints only: the page says the same without this script.
(() => {
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
      const button = document.createElement("button");
      button.type = "button";
      button.append(...th.childNodes);
      button.addEventListener("click", () => sort(table, th, i));
      th.append(button);
    });
  }
  // A long table can be searched. Its total stays, and is of all rows.
  for (const table of document.querySelectorAll("table.sort")) {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 8) continue;
    const field = document.createElement("input");
    field.type = "search";
    field.className = "filter";
    field.placeholder = "Filter these rows";
    field.setAttribute("aria-label", "Filter the rows of this table");
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
