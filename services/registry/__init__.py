"""The directory of training institutions, their accounts and opportunities, people, projects and member states."""
