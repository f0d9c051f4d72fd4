"""Links records of shops, firms and persons that are one operator's, by Splink over our own comparisons of Chinese names and addresses. Needs [linking]."""
