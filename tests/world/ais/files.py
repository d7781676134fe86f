"""Small files of AIS for the tests to read."""

from pathlib import Path

HEADER = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,"
    "VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass"
)
NEW_HEADER = (
    "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,imo,call_sign,"
    "vessel_type,status,length,width,draft,cargo,transceiver"
)
DANISH_HEADER = (
    "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,"
    "Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,Data source type,A,B,C,D"
)
START_S = 1_704_067_200  # 2024-01-01T00:00:00Z


def row(minute, mmsi=367_000_001, lat=None, lon=-90.0, speed=10.0, zone="", name="ABLE"):
    """Return a MarineCadastre row: a ship that goes north some 2 nm in ten minutes."""
    north = 30.0 + minute / 300 if lat is None else lat
    clock = f"2024-01-01T{minute // 60:02d}:{minute % 60:02d}:00{zone}"
    return f"{mmsi},{clock},{north:.5f},{lon:.5f},{speed},90.0,511,{name},,WD1,70,0,100,15,5.0,70,A"


def table(*rows, header=HEADER):
    """Return the text of a table."""
    return "\n".join([header, *rows]) + "\n"


def saved(folder: Path, text: str | bytes, name="some.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


ROWS = [row(minute) for minute in range(30)]
