"""The same worlds under other assumptions."""
