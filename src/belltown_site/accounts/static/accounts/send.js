// What was held while its sender signed in again goes on its way by itself.
document.querySelector("form[data-send]").requestSubmit();
