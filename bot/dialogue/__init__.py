"""What the conversation does with what was heard: pure, without Rasa and without a sentence of prose."""
