+ visemes 0.1.0 .
