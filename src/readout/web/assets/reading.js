// The reading view: addresses name the revision, so that a link still finds its words when the text has changed.
const text = document.getElementById("text");
const here = new URL(location.href);
const span = /^#c=(\d+)-(\d+)$/.exec(location.hash);
const asked = here.searchParams.get("r");
if (here.searchParams.has("c") && text.querySelector(".on")) {
  text.querySelector(".on").scrollIntoView({ block: "center" });
}
if (span && asked && asked !== text.dataset.revision && !here.searchParams.has("as_was")) {
  // The link was made from another revision: the server knows where its words stand now.
  here.searchParams.set("c", `${span[1]}-${span[2]}`);
  here.hash = "here";
  location.replace(here);
} else if (!asked) {
  // A copied address keeps its meaning: it says of which revision its numbers speak.
  here.searchParams.set("r", text.dataset.revision);
  history.replaceState(null, "", here);
}
