// The plan's print button: browsers save as PDF from the same dialog.
const button = document.getElementById("print");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
