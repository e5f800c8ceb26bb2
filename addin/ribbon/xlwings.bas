Attribute VB_Name = "xlwings"
Option Explicit
Option Private Module
' The bridge to Python: the part of xlwings_custom_addin.bas 0.37.8 that this add-in needs,
' changed so that no workbook can choose what runs: docs/add-in-file.md lists the changes.

'xlwings is distributed under a BSD 3-clause license.
'
'Copyright (C) 2014-present, Zoomer Analytics LLC.
'All rights reserved.
'
'Redistribution and use in source and binary forms, with or without modification,
'are permitted provided that the following conditions are met:
'
'* Redistributions of source code must retain the above copyright notice, this
'  list of conditions and the following disclaimer.
'
'* Redistributions in binary form must reproduce the above copyright notice, this
'  list of conditions and the following disclaimer in the documentation and/or
'  other materials provided with the distribution.
'
'* Neither the name of the copyright holder nor the names of its
'  contributors may be used to endorse or promote products derived from
'  this software without specific prior written permission.
'
'THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
'ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
'WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
'DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR
'ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
'(INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
'LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON
'ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
'(INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
'SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

#If Not Mac Then
    #If Win64 Then
        Private Const XLPyDLLName As String = "xlwings64-0.37.8.dll"
        Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
    #Else
        Private Const XLPyDLLName As String = "xlwings32-0.37.8.dll"
        Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
    #End If
    Private Declare PtrSafe Function LoadLibrary Lib "KERNEL32" Alias "LoadLibraryA" (ByVal lpLibFileName As String) As LongPtr
#End If

Private Const XLWINGS_VERSION As String = "0.37.8"
Private Const PROJECT_NAME As String = "sponsor_coverage"

Public Sub RunPython(control As IRibbonControl, PythonCommand As String)
    ' Only Excel's ribbon hands over a control. A formula, a shape's macro or a link cannot make one,
    ' so none of them can reach the code that is run here.
    If control Is Nothing Then Exit Sub
    #If Mac Then
        Application.StatusBar = "Running..."
        ExecuteMac control, PythonCommand
    #Else
        XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
        XLPy.Exec PythonCommand
    #End If
End Sub

Private Sub ExecuteMac(control As IRibbonControl, PythonCommand As String)
    #If Mac Then
    Dim ParameterString As String, ExitCode As String, LOG_FILE As String

    If control Is Nothing Then Exit Sub
    ' Sandbox location that requires no file access confirmation
    LOG_FILE = MacLogFile()
    On Error Resume Next
        Kill LOG_FILE
    On Error GoTo 0

    ' The script puts these parts into a shell command as they are. The workbook's own name and
    ' folder are not among them, for a shell would run a name such as $(...); the Python command
    ' holds the name encoded.
    ParameterString = "false;;;;;"
    ParameterString = ParameterString & "|" & Replace(InterpreterPath(), " ", "\ ") & " -P"
    ParameterString = ParameterString & "|" & PythonCommand
    ParameterString = ParameterString & "|" & "-"
    ParameterString = ParameterString & "|" & Left$(Application.Path, Len(Application.Path) - 4)
    ParameterString = ParameterString & "|" & LOG_FILE

    On Error GoTo AppleScriptErrorHandler
        ExitCode = AppleScriptTask("xlwings-" & XLWINGS_VERSION & ".applescript", "VbaHandler", ParameterString)
    On Error GoTo 0

    CleanUpIfFailed
    Exit Sub

AppleScriptErrorHandler:
    Application.StatusBar = False
    Err.Raise vbObjectError + 513, Description:="Excel may not start Python yet; run sponsor-coverage addin install in Terminal."
    #End If
End Sub

Private Sub CleanUpIfFailed()
    ' A log at this point comes from the shell: Python did not start, so it will not call CleanUp.
    If LastLine(ReadMacLog()) <> "" Then CleanUp
End Sub

Private Sub CleanUp()
    ' On a Mac only: xlwings calls this by its name when Python is done.
    Dim Message As String

    On Error Resume Next
    Message = LastLine(ReadMacLog())
    Kill MacLogFile()
    On Error GoTo 0
    Application.StatusBar = False
    Application.ScreenUpdating = True
    If Message <> "" Then MsgBox Message, vbExclamation, "Sponsor Coverage"
End Sub

Private Function MacLogFile() As String
    ' In Excel's sandbox HOME is ~/Library/Containers/com.microsoft.Excel/Data
    MacLogFile = Environ("HOME") & "/" & PROJECT_NAME & ".log"
End Function

Private Function XLPyCommand() As String
    Dim ConsoleSwitch As String, tail As String

    ' /showconsole is a fictitious command line switch that's ignored by cmd.exe but used by CreateProcessA in the dll
    If LCase$(FromUserFile("SHOW CONSOLE")) = "true" Then
        ConsoleSwitch = "/showconsole"
    Else
        ConsoleSwitch = ""
    End If

    ' Spaces in path of python.exe require quote around path AND quotes around whole command
    ' The full path of cmd.exe and -P keep a program or module that lies in the current folder, which
    ' may be the workbook's, from being taken instead. No name or path of a workbook stands in the command.
    tail = " -B -P -c ""import xlwings; xlwings.serve('$(CLSID)')"""
    XLPyCommand = Environ("ComSpec") & " " & ConsoleSwitch & " /K " & Chr(34) & Chr(34) & InterpreterPath() & Chr(34) & tail & Chr(34)
End Function

Private Sub XLPyLoadDLL()
    #If Not Mac Then
    Dim PYTHON_WIN As String

    PYTHON_WIN = InterpreterPath()
    If LoadLibrary(ParentFolder(PYTHON_WIN) + "\" + XLPyDLLName) = 0 Then  ' Standard installation
        If LoadLibrary(ParentFolder(ParentFolder(PYTHON_WIN)) + "\" + XLPyDLLName) = 0 Then  ' Virtualenv
            Err.Raise vbObjectError + 514, Description:="The add-in needs xlwings " & XLWINGS_VERSION & " beside " & PYTHON_WIN & "; run sponsor-coverage addin doctor."
        End If
    End If
    #End If
End Sub

Function XLPy()
    #If Mac Then
        Err.Raise vbObjectError + 515, Description:="These functions need Excel for Windows; on a Mac use the Sponsor Coverage tab."
    #Else
        XLPyLoadDLL
        If 0 <> XLPyDLLActivateAuto(XLPy, XLPyCommand, 1) Then Err.Raise 1000, Description:=XLPy
    #End If
End Function

Private Function InterpreterPath() As String
    ' From the user's own file alone. A bare name such as python is refused, for it would be looked
    ' up in the current folder, which may be the workbook's.
    Dim Path As String

    #If Mac Then
        Path = FromUserFile("INTERPRETER_MAC")
    #Else
        Path = FromUserFile("INTERPRETER_WIN")
    #End If
    If Not IsFullPath(Path) Then
        Err.Raise vbObjectError + 516, Description:="The add-in does not know where Python is; run sponsor-coverage addin install."
    End If
    InterpreterPath = Path
End Function

Private Function IsFullPath(Path As String) As Boolean
    #If Mac Then
        IsFullPath = Left$(Path, 1) = "/"
    #Else
        IsFullPath = Path Like "[A-Za-z]:\?*" Or Path Like "\\?*\?*\?*"
    #End If
End Function

Private Function GetConfigFilePath() As String
    #If Mac Then
        GetConfigFilePath = Environ("HOME") & "/" & PROJECT_NAME & ".conf"
    #Else
        GetConfigFilePath = Environ("USERPROFILE") & "\." & PROJECT_NAME & "\" & PROJECT_NAME & ".conf"
    #End If
End Function

Private Function FromUserFile(sName As String) As String
    Dim sValue As String

    If GetConfigFromFile(GetConfigFilePath(), sName, sValue) Then FromUserFile = sValue
End Function

Private Function GetConfigFromFile(sFile As String, sName As String, Optional sValue As String) As Boolean
'Based on http://peltiertech.com/save-retrieve-information-text-files/

  Dim iFileNum As Long, lErrLast As Long
  Dim sVarName As String, sVarValue As String

  ' assume false unless variable is found
  GetConfigFromFile = False

  ' open text file to read settings
  If FileExists(sFile) Then
    iFileNum = FreeFile
    Open sFile For Input As iFileNum
      Do While Not EOF(iFileNum)
        Input #iFileNum, sVarName, sVarValue
        If LCase(sVarName) = LCase(sName) Then
          sValue = sVarValue
          GetConfigFromFile = True
          Exit Do
        End If
      Loop
    Close #iFileNum
  End If

End Function

Private Function FileExists(ByVal FileSpec As String) As Boolean
    On Error Resume Next
    FileExists = (GetAttr(FileSpec) And vbDirectory) <> vbDirectory
End Function

Private Function ParentFolder(ByVal Folder)
  #If Mac Then
      ParentFolder = Left$(Folder, InStrRev(Folder, "/") - 1)
  #Else
      ParentFolder = Left$(Folder, InStrRev(Folder, "\") - 1)
  #End If
End Function

Private Function ReadMacLog() As String
    Dim FileNum As Integer, Token As String, Content As String

    If Not FileExists(MacLogFile()) Then Exit Function
    FileNum = FreeFile
    Open MacLogFile() For Input As #FileNum
        Do While Not EOF(FileNum)
            Line Input #FileNum, Token
            Content = Content & Token & vbLf
        Loop
    Close #FileNum
    ReadMacLog = Content
End Function

Public Function LastLine(ByVal Message As String) As String
    ' What a Python traceback says in its last line, without the name of the error's class.
    Dim Lines() As String, i As Long

    Lines = Split(Replace(Message, vbCr, vbLf), vbLf)
    For i = UBound(Lines) To 0 Step -1
        LastLine = Trim$(Lines(i))
        If LastLine <> "" Then Exit For
    Next i
    i = InStr(LastLine, ": ")
    If i > 1 Then
        If InStr(Left$(LastLine, i), " ") = 0 Then LastLine = Mid$(LastLine, i + 2)
    End If
End Function
