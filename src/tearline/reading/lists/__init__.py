"""An archive's lists: spreadsheets read with their losses, laid beside what is there."""
