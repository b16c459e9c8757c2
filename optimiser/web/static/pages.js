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

  // Where the focus goes once what a button asked for is there; a part of the page that was replaced takes with
  // it the focus that was inside, but whoever has gone on elsewhere in the meantime is left in peace.
  var then = "";

  function begin() {
    var wanted = document.getElementById(then);
    var isLost = !document.activeElement || document.activeElement === document.body;
    var place = document.querySelector("[data-focus]") || wanted || (isLost && document.querySelector("[data-news]"));
    then = "";
    if (place) { attend(place); }
  }

  function attend(place) {
    place.removeAttribute("data-focus");
    place.focus();
  }

  document.addEventListener("submit", function (event) {
    then = (event.submitter && event.submitter.dataset.then) || "";
  });
  document.addEventListener("DOMContentLoaded", function () {
    var place = document.querySelector("[data-focus]");
    tie(document);
    if (place) { attend(place); }
  });
  document.addEventListener("htmx:afterSettle", function () {
    var result = document.getElementById("result");
    if (result) { result.dataset.state = document.querySelector("#progress[hx-get]") ? "working" : "over"; }
    tie(document);
    begin();
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
