//! What is known beforehand: the five IoT services and their operations, service names.
