"use strict";
// Sorting and hints only: the page says the same without this script.
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
  const tip = document.getElementById("tip");
  const words = new WeakMap();
  document.addEventListener("pointermove", (event) => {
    const over = event.target.closest && event.target.closest(".hints rect");
    if (over && !words.has(over)) {
      const title = over.querySelector("title");
      words.set(over, title ? title.textContent : "");
      if (title) title.remove();
    }
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
