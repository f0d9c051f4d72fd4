"""Rules in the making: a small simulation of operators, channels and officers, asked by questions that are written down before they are run."""
