"""The panel and its API, under the ingress prefix."""
