"""What every HTTP route shares: problems, limits, headers, paging, the contract."""
