"use strict";
// Shows answers as fields change. Everything works without it, by the buttons.

const live = document.querySelector("form[data-live]");
const answer = document.querySelector("#answer");

/** Sliders move with their numbers, and the other way round. */
for (const slider of document.querySelectorAll("input[type=range][data-for]")) {
  const number = document.getElementById(slider.dataset.for);
  slider.addEventListener("input", () => {
    number.value = slider.value === "0" ? "" : slider.value;
    number.dispatchEvent(new Event("input", { bubbles: true }));
  });
  number.addEventListener("input", () => {
    slider.value = number.value || "0";
  });
}

if (live && answer) {
  let waiting, running;
  const place = () => {
    const given = [...new FormData(live)].filter(([, value]) => typeof value === "string" && value.trim() !== "");
    return live.getAttribute("action") + "?" + new URLSearchParams(given);
  };
  const show = async () => {
    running?.abort();
    running = new AbortController();
    answer.setAttribute("aria-busy", "true");
    try {
      const page = await fetch(place(), { signal: running.signal });
      const found = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("#answer");
      if (found) {
        const open = answer.querySelector("details.how")?.open;
        answer.replaceChildren(...found.childNodes);
        const how = answer.querySelector("details.how");
        if (open && how) how.open = true;
        history.replaceState(null, "", place());
      } else {
        live.submit();
      }
      answer.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name !== "AbortError") live.submit();
    }
  };
  live.addEventListener("input", (event) => {
    if (event.target.matches("[data-reload], [type=file]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(show, 150);
  });
  // What can be chosen depends on these, so the form is shown anew.
  live.addEventListener("change", (event) => {
    if (event.target.matches("[data-reload]")) location.assign(place());
  });
  live.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(place());
  });
}

/** Files can be dropped anywhere on a form that takes one. */
for (const form of document.querySelectorAll("form[enctype]")) {
  const field = form.querySelector("input[type=file]");
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
  });
}
