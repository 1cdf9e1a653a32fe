// Small conveniences. Every page works without this file.

const problems = document.getElementById("problems");
if (problems) problems.focus();
