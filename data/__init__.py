"""The border of the product: files come in, validated tables go out. Never imports streamlit."""
