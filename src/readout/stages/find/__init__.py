"""Finding: people, offices, organisations, states, places, dates and numbers, each where it stands."""
