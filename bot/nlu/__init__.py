"""How a message is understood: graph components of Rasa, and the pure readers they wrap."""
