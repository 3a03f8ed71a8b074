"""What a committee paper about stored results says, apart from any form of document."""
