// On to the agency's sign-in by itself. The page is replaced, so that "back" leads to where the button was.
location.replace(document.querySelector("[data-go]").href);
