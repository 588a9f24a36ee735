"""Stories from YAML to feedback, through the stand-ins."""
