"""What the law and the funders may change, read from content/funding: kinds of funders, specialities, forms by date."""
