"use strict";
// Shows answers as fields change. Everything works without it, by the buttons.

let waiting, running;
/** Whether what the form offers is to be shown anew, too. */
let whole = false;

const place = (form) => {
  const given = [...new FormData(form)].filter(([, value]) => typeof value === "string" && value.trim() !== "");
  return form.getAttribute("action") + "?" + new URLSearchParams(given);
};

/** Puts the form of another page in the place of this one, with the focus where it was and open what was open. */
const swap = (before, after) => {
  const focused = document.activeElement?.id;
  const open = [...before.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
  before.replaceChildren(...after.childNodes);
  for (const summary of before.querySelectorAll("details > summary")) {
    if (open.includes(summary.textContent)) summary.parentElement.open = true;
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
};

/** Shows the answer to what is filled in. */
const show = async (form) => {
  clearTimeout(waiting);
  running?.abort();
  running = new AbortController();
  const answer = document.querySelector("#answer");
  const asked = place(form);
  answer.setAttribute("aria-busy", "true");
  try {
    const page = await fetch(asked, { signal: running.signal });
    const found = new DOMParser().parseFromString(await page.text(), "text/html");
    // Something was typed meanwhile.
    if (place(form) !== asked) return await show(form);
    if (!found.querySelector("#answer")) return location.assign(asked);
    if (whole) swap(form.closest(".asked"), found.querySelector(".asked"));
    whole = false;
    swap(answer, found.querySelector("#answer"));
    history.replaceState(null, "", asked);
    // A further file comes back to this question.
    for (const field of document.querySelectorAll("input[type=hidden][name=query]")) field.value = asked.split("?")[1];
    answer.removeAttribute("aria-busy");
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  }
};

const live = (event) => event.target.closest("#answer") ? null : event.target.closest("form[data-live]");

document.addEventListener("input", (event) => {
  const { target } = event;
  // Sliders move with their numbers, and the other way round.
  if (target.matches("input[type=range][data-for]")) {
    document.getElementById(target.dataset.for).value = target.value === "0" ? "" : target.value;
  } else {
    const slider = document.querySelector(`input[type=range][data-for="${CSS.escape(target.id)}"]`);
    if (slider) slider.value = target.value || "0";
  }
  const form = live(event);
  if (!form || target.matches("[data-reload], [type=file]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(show, 150, form);
});

// What can be chosen depends on these, so the form is shown anew.
document.addEventListener("change", (event) => {
  const form = live(event);
  if (!form || !event.target.matches("[data-reload]")) return;
  whole = true;
  show(form);
});

document.addEventListener("submit", (event) => {
  const form = live(event);
  if (!form) return;
  event.preventDefault();
  location.assign(place(form));
});

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
