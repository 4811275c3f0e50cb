import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import { clock } from "./lib/clock.svelte";
import { i18n } from "./lib/i18n/i18n.svelte";
import { live } from "./lib/live.svelte";
import { router } from "./lib/route.svelte";
import { startTheme } from "./lib/theme";

const target = document.getElementById("app");
const worded = i18n.start();
startTheme();
clock.start();
router.start();
live.start();

worded.then(
  () => target && mount(App, { target }),
  () => target?.append("Borne could not be loaded. · Borne n’a pas pu être chargé."),
);
