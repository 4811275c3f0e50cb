export default {
  title: "No charger yet",
  lead: "Give your charger this address. It appears here as soon as it connects.",
  address: "The address to enter",
  ip_here: "IP-ADDRESS",
  ip_unknown:
    "Put your Home Assistant’s IP address in your network, such as 192.168.1.2, in the place of {ip}: from where you opened this page, Borne cannot know it.",
  ip_instead:
    "If the charger cannot reach this name, enter the IP address of your Home Assistant instead.",
  copy: "Copy",
  copied: "Copied",
  step1: "Enter the address",
  "step1.legrand":
    "Legrand Green’Up Premium: with a laptop on the RJ45 of its communication kit, download the OCPP configuration file from the station’s own pages. Borne fills it in for you.",
  "step1.file": "Prepare the file",
  "step1.other":
    "Any other make: its installer app or web page has a field “OCPP server”, “CSMS” or “back end”. Some want the identity at the end of the address.",
  step2: "Let it connect",
  "step2.text":
    "Save and restart the charger. It speaks OCPP 1.6 over a WebSocket; any path and any slash will do.",
  step3: "Adopt it",
  "step3.text":
    "It shows up on this page with what it says of itself. Give it a name, and the rules take over.",
  waiting: "Listening on port {port}",
};
