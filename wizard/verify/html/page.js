"use strict";
// What this adds is comfort: without it the page says the same.
(() => {
  const folds = document.getElementsByTagName("details");
  const opened = [];
  addEventListener("beforeprint", () => {
    for (const one of folds) if (!one.open) { one.open = true; opened.push(one); }
  });
  addEventListener("afterprint", () => { while (opened.length) opened.pop().open = false; });

  // A link into a fold opens it.
  const unfold = () => {
    const goal = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (goal && goal.tagName === "DETAILS") goal.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  // Escape takes a region's detail away: https://www.w3.org/TR/WCAG22/#content-on-hover-or-focus
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const one of document.querySelectorAll(".tiles > li:hover, .tiles > li:focus-within")) {
      one.classList.add("closed");
      for (const end of ["mouseleave", "focusout"]) {
        one.addEventListener(end, () => one.classList.remove("closed"), { once: true });
      }
    }
  });

  const find = document.getElementById("find");
  if (!find) return;
  const found = document.getElementById("found");
  const rows = [...document.querySelectorAll(".group")].map((group) => {
    const many = [...group.querySelectorAll(".accounts li")];
    const list = group.querySelector("details");
    return { group, list, wasOpen: list && list.open, items: many.length ? many : [group] };
  });
  find.closest("p").hidden = false;
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    let total = 0;
    for (const { group, list, wasOpen, items } of rows) {
      let hits = 0;
      for (const one of items) {
        const text = (one === group ? one.querySelector(".who") || one : one).textContent.toLowerCase();
        const hit = text.includes(wanted);
        if (one !== group) one.hidden = !hit;
        hits += hit;
      }
      group.hidden = !hits;
      if (list) list.open = wanted ? hits > 0 : wasOpen;
      total += hits;
    }
    found.textContent = wanted ? `${total} found` : "";
  });
})();
