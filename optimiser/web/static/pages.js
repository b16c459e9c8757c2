// What a page does beyond forms and links. Without it everything still works.
(function () {
  "use strict";

  // A slider and its number say the same; the slider is shown only where this script runs.
  function tie(root) {
    root.querySelectorAll("input[data-slides]").forEach(function (slider) {
      if (slider.dataset.tied) { return; }
      var number = document.getElementById(slider.dataset.slides);
      if (!number) { return; }
      slider.dataset.tied = "yes";
      slider.hidden = false;
      slider.addEventListener("input", function () {
        number.value = slider.value;
        flag(number);
      });
      number.addEventListener("input", function () {
        if (number.value !== "" && isFinite(number.value)) { slider.value = number.value; }
        flag(number);
      });
    });
    root.querySelectorAll("input[data-default], select[data-default]").forEach(function (field) {
      if (field.dataset.flags) { return; }
      field.dataset.flags = "yes";
      field.addEventListener("change", function () { flag(field); });
    });
  }

  // Say at once that a lever is no longer as the tables have it.
  function flag(field) {
    var lever = field.closest(".lever");
    if (lever) { lever.classList.toggle("lever--changed", field.value.trim() !== field.dataset.default); }
  }

  // Where something new must be read, begin there.
  function begin(root) {
    var place = root.querySelector("[data-focus]");
    if (place) { place.focus(); }
  }

  document.addEventListener("DOMContentLoaded", function () {
    tie(document);
    begin(document);
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    tie(document);
    if (event.detail.target && event.detail.target.querySelector) { begin(document.getElementById(event.detail.target.id) || document); }
  });
  document.addEventListener("click", function (event) {
    var copy = event.target.closest("[data-copies]");
    if (!copy || !navigator.clipboard) { return; }
    var field = document.getElementById(copy.dataset.copies);
    navigator.clipboard.writeText(field.value).then(function () {
      document.getElementById("live").textContent = "Link copied";
    });
  });
})();
