"""Lab: questions about rules that are not made yet, registered before they are run on a simulation and on masked dossiers."""
