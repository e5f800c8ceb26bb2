Attribute VB_Name = "Encoding"
Option Explicit
Option Private Module
' Text on its way to Python is written as the hexadecimal digits of its characters, so that nothing
' in a path or a name is ever read as code, by Python, by the shell or by AppleScript.

Public Function PythonText(ByVal text As String) As String
    Dim digits As String, code As Long, i As Long

    For i = 1 To Len(text)
        code = AscW(Mid$(text, i, 1))
        ' AscW gives the upper half of the characters as negative numbers.
        If code < 0 Then code = code + 65536
        digits = digits & Right$("000" & Hex$(code), 4)
    Next i
    PythonText = "bytes.fromhex('" & digits & "').decode('utf-16-be','surrogatepass')"
End Function

Public Function MacroCall(macroName As String, Optional firstText As Variant, Optional secondText As Variant) As String
    Dim given As String

    If Not IsMissing(firstText) Then given = PythonText(CStr(firstText))
    If Not IsMissing(secondText) Then given = given & ", " & PythonText(CStr(secondText))
    MacroCall = "import addin.macros; addin.macros." & macroName & "(" & given & ")"
End Function

Public Function CallerArguments(ByVal workbookName As String) As String
    ' What xlwings looks for on the command line of a Mac, set from inside Python.
    CallerArguments = "import sys; sys.argv[1:] = ['--wb=' + " & PythonText(workbookName) & ", '--from_xl=1']; "
End Function
