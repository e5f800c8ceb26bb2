Attribute VB_Name = "FilePicking"
Option Explicit
Option Private Module
' On a Mac the file filters of Windows are an error, so they are left out there.

Private Const EXPORTS As String = "CRM exports (*.csv;*.tsv;*.txt;*.xlsx;*.xlsm),*.csv;*.tsv;*.txt;*.xlsx;*.xlsm"

Public Function PickedExport(title As String) As String
    Dim picked As Variant

    #If Mac Then
        picked = Application.GetOpenFilename(title:=title)
    #Else
        picked = Application.GetOpenFilename(FileFilter:=EXPORTS, title:=title)
    #End If
    If VarType(picked) = vbString Then PickedExport = picked
End Function

Public Function PickedTarget(title As String, proposed As String) As String
    ' Where to save, or nothing; a file that is there already is replaced only when asked.
    Dim picked As Variant, ending As String

    ending = Mid$(proposed, InStrRev(proposed, ".") + 1)
    #If Mac Then
        picked = Application.GetSaveAsFilename(InitialFileName:=proposed, title:=title)
    #Else
        picked = Application.GetSaveAsFilename(InitialFileName:=proposed, FileFilter:=UCase$(ending) & " file (*." & ending & "),*." & ending, title:=title)
    #End If
    If VarType(picked) <> vbString Then Exit Function
    If LCase$(Right$(picked, Len(ending) + 1)) <> "." & ending Then picked = picked & "." & ending
    If IsThere(CStr(picked)) Then
        If MsgBox("Replace the file " & picked & "?", vbQuestion + vbYesNo + vbDefaultButton2, "Sponsor Coverage") <> vbYes Then Exit Function
    End If
    PickedTarget = picked
End Function

Private Function IsThere(path As String) As Boolean
    On Error Resume Next
    #If Mac Then
        IsThere = Dir(path) <> ""
    #Else
        IsThere = CreateObject("Scripting.FileSystemObject").FileExists(path)
    #End If
End Function
